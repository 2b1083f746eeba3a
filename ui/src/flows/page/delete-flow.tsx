/** Deletes a flow. An active one has to be paused first, and the dialog offers to. */
import { useTranslation } from "react-i18next";
import { AlertDialog, Banner, Button, failureText, useToasts } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { FlowSummary } from "../../protocol";

interface Props {
  flow: FlowSummary;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteFlow({ flow, onClose, onDeleted }: Props) {
  const { t } = useTranslation("flows");
  const toasts = useToasts();
  const deleting = useMutationOperation("flow.delete");
  const pausing = useMutationOperation("flow.pause");
  const { id, name } = flow;
  const active = flow.status === "active";
  const remove = () =>
    deleting.mutate(
      { flow: id },
      {
        onSuccess: () => {
          toasts.show({ title: t("delete.done", { name }) });
          onClose();
          onDeleted();
        },
      },
    );
  const failure = deleting.error ?? pausing.error;
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(active ? "delete.activeTitle" : "delete.title", { name })}
      description={t(active ? "delete.activeText" : "delete.text")}
      cancelLabel={t(active ? "close" : "cancel")}
      confirmLabel={active ? undefined : t("delete.confirm", { name })}
      confirmVariant="danger"
      busy={deleting.isPending}
      onConfirm={remove}
    >
      {active && (
        <div className="pt-2">
          <Button busy={pausing.isPending} onClick={() => pausing.mutate({ flow: id })}>
            {t("delete.pause")}
          </Button>
        </div>
      )}
      {failure && (
        <div role="alert">
          <Banner tone="bad" title={failureText(t, failure).title} />
        </div>
      )}
    </AlertDialog>
  );
}
