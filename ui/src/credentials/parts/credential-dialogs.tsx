/** The dialogs that can be opened for a credential, from the list or from its detail. One at a time. */
import type { CredentialView } from "../../protocol";
import { AddCredentialDialog } from "../editor/add-credential-dialog";
import { EditCredentialDialog } from "../editor/edit-credential-dialog";
import { BulkDelete } from "../guard/bulk-delete";
import { DeleteGuard } from "../guard/delete-guard";
import { EraseDialog } from "../guard/erase-dialog";
import { ReplaceDialog } from "../guard/replace-dialog";
import { RenameDialog } from "./rename-dialog";

export type DialogKind = "edit" | "rename" | "delete" | "bulkDelete" | "erase" | "replace" | "like";

interface DialogOptions {
  /** The field in which editing begins. */
  focus?: string;
  /** The whole selection, for bulk actions. */
  chosen?: CredentialView[];
}

export type OpenDialog = (
  kind: DialogKind,
  credential: CredentialView,
  options?: DialogOptions,
) => void;

export interface OpenedDialog extends DialogOptions {
  kind: DialogKind;
  credential: CredentialView;
}

interface Props {
  dialog: OpenedDialog;
  onClose: () => void;
  /** The credential left the list. */
  onGone: () => void;
  onShow: (credentialId: string) => void;
}

export function CredentialDialogs({ dialog, onClose, onGone, onShow }: Props) {
  const { kind, credential } = dialog;
  switch (kind) {
    case "edit":
      return (
        <EditCredentialDialog credentialId={credential.id} focus={dialog.focus} onClose={onClose} />
      );
    case "rename":
      return <RenameDialog credential={credential} onClose={onClose} />;
    case "delete":
      return <DeleteGuard credential={credential} onClose={onClose} onDeleted={onGone} />;
    case "bulkDelete":
      return (
        <BulkDelete credentials={dialog.chosen ?? [credential]} onClose={onClose} onDone={onGone} />
      );
    case "erase":
      return <EraseDialog credential={credential} onClose={onClose} onErased={onGone} />;
    case "replace":
      return <ReplaceDialog credential={credential} onClose={onClose} />;
    case "like":
      return (
        <AddCredentialDialog
          connectorId={credential.connector}
          seed={{ auth: credential.auth, values: credential.public }}
          onClose={onClose}
          onSaved={({ id }) => onShow(id)}
        />
      );
  }
}
