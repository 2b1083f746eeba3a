/** Deleting several credentials: says which can go and which are in use, and deletes only the former. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AlertDialog, failureText, TextLink, useToasts } from "../../kit";
import { OperationFailure, useMutationOperation } from "../../platform";
import type { CredentialView } from "../../protocol";

interface Props {
  credentials: CredentialView[];
  onClose: () => void;
  onDone: () => void;
}

export function BulkDelete({ credentials, onClose, onDone }: Props) {
  const { t } = useTranslation("credentials");
  const used = credentials.filter((credential) => credential.used_by.active_flows > 0);
  const free = credentials.filter((credential) => credential.used_by.active_flows === 0);
  const { remove, busy } = useBulkRemoval(free, () => {
    onDone();
    onClose();
  });
  return (
    <AlertDialog
      open
      width="md"
      onOpenChange={(open) => !open && onClose()}
      title={
        free.length === 0 ? t("bulk.noneTitle") : t("bulk.title", { count: credentials.length })
      }
      description={t("bulk.text")}
      cancelLabel={free.length === 0 ? t("guard.close") : t("guard.cancel")}
      confirmLabel={free.length === 0 ? undefined : t("bulk.confirm", { count: free.length })}
      confirmVariant="danger"
      busy={busy}
      onConfirm={() => void remove()}
    >
      {free.length > 0 && (
        <Names title={t("bulk.free", { count: free.length })} credentials={free} />
      )}
      {used.length > 0 && (
        <Names title={t("bulk.used", { count: used.length })} credentials={used} links />
      )}
    </AlertDialog>
  );
}

function Names(props: { title: string; credentials: CredentialView[]; links?: boolean }) {
  const { t } = useTranslation("credentials");
  return (
    <div className="pt-2">
      <h3 className="font-semibold">{props.title}</h3>
      <ul className="max-h-40 list-disc overflow-y-auto ps-5">
        {props.credentials.map(({ id, name, connector, used_by }) => (
          <li key={id} className="wrap-anywhere">
            {props.links ? (
              <>
                <TextLink
                  to="/credentials/$connectorId/$credentialId"
                  params={{ connectorId: connector, credentialId: id }}
                  search={{ tab: "usage" }}
                >
                  {name}
                </TextLink>{" "}
                <span className="text-ink-muted">
                  {t("usage.activeFlows", { count: used_by.active_flows })}
                </span>
              </>
            ) : (
              name
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One after the other: a refusal of one does not stop the rest, and is told. */
function useBulkRemoval(credentials: CredentialView[], onDone: () => void) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const deleting = useMutationOperation("credential.delete");
  const restoring = useMutationOperation("credential.restore");
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    const gone: string[] = [];
    const refused: string[] = [];
    for (const { id, name, version } of credentials) {
      try {
        await deleting.mutateAsync({ credential: id, version });
        gone.push(id);
      } catch (failure) {
        if (!(failure instanceof OperationFailure)) throw failure;
        refused.push(`${name}: ${failureText(t, failure).title}`);
      }
    }
    const undo = async () => {
      for (const credential of gone)
        await restoring.mutateAsync({ credential }).catch(() => undefined);
    };
    if (gone.length > 0) {
      toasts.show({
        title: t("bulk.deleted", { count: gone.length }),
        action: { label: t("guard.undo"), onClick: () => void undo() },
      });
    }
    if (refused.length > 0) {
      toasts.show({
        tone: "bad",
        title: t("bulk.refused", { count: refused.length }),
        description: refused.join(" "),
      });
    }
    setBusy(false);
    onDone();
  };
  return { remove, busy };
}
