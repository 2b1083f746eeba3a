/** The actions of a credential, as a menu: the same in the list and in the detail. */
import {
  Archive,
  Ban,
  Copy,
  CopyPlus,
  KeyRound,
  Pencil,
  Replace,
  RotateCcw,
  TextCursorInput,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { announce, type MenuItem } from "../../kit";
import type { CredentialView } from "../../protocol";
import { useDialogs } from "../../shell/dialogs";
import type { OpenDialog } from "./credential-dialogs";
import { useCredentialChanges } from "./use-credential-changes";

export function useCredentialMenu(
  credential: CredentialView | undefined,
  onOpen: OpenDialog,
): MenuItem[] {
  const { t } = useTranslation("credentials");
  const { quarantine, release, restore } = useCredentialChanges();
  const dialogs = useDialogs();
  if (!credential) return [];
  const copyId: MenuItem = {
    id: "copyId",
    icon: Copy,
    label: t("actions.copyId"),
    onSelect: () =>
      void navigator.clipboard
        .writeText(credential.id)
        .then(() => announce(t("actions.idCopied"), "polite")),
  };
  if (credential.state === "archived") {
    return [
      {
        id: "restore",
        icon: RotateCcw,
        label: t("actions.restore"),
        onSelect: () => restore(credential),
      },
      copyId,
      { separator: true },
      {
        id: "erase",
        icon: Trash2,
        label: t("actions.erase"),
        danger: true,
        onSelect: () => onOpen("erase", credential),
      },
    ];
  }
  const remove: MenuItem = {
    id: "delete",
    icon: Archive,
    keys: "Delete",
    label: t("actions.delete"),
    danger: true,
    onSelect: () => onOpen("delete", credential),
  };
  if (credential.state === "unreadable") return [copyId, { separator: true }, remove];
  const quarantined = credential.state === "quarantined";
  return [
    {
      id: "edit",
      icon: Pencil,
      keys: "Mod+E",
      label: t("actions.edit"),
      onSelect: () => onOpen("edit", credential),
    },
    {
      id: "reconnect",
      icon: KeyRound,
      label: t("actions.reconnect"),
      onSelect: () => dialogs.openReconnect(credential.id),
    },
    {
      id: "rename",
      icon: TextCursorInput,
      keys: "F2",
      label: t("actions.rename"),
      onSelect: () => onOpen("rename", credential),
    },
    {
      id: "like",
      icon: CopyPlus,
      keys: "Mod+D",
      label: t("actions.like"),
      onSelect: () => onOpen("like", credential),
    },
    {
      id: "replace",
      icon: Replace,
      label: t("actions.replace"),
      disabledReason: credential.used_by.flows === 0 ? t("actions.notUsed") : undefined,
      onSelect: () => onOpen("replace", credential),
    },
    {
      id: "quarantine",
      icon: Ban,
      label: t(quarantined ? "actions.release" : "actions.quarantine"),
      onSelect: () => (quarantined ? release(credential) : quarantine(credential)),
    },
    copyId,
    { separator: true },
    remove,
  ];
}
