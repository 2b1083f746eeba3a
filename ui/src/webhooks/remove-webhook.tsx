import { useTranslation } from "react-i18next";
import { AlertDialog, failureText, useToasts } from "../kit";
import { useMutationOperation } from "../platform";
import type { Webhook } from "../protocol";

export function RemoveWebhook({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const { t } = useTranslation("webhooks");
  const toasts = useToasts();
  const removing = useMutationOperation("webhook.remove");
  const remove = () =>
    removing.mutate(
      { webhook: webhook.id },
      {
        onSuccess: () => {
          toasts.show({ title: t("remove.done") });
          onClose();
        },
        onError: (failure) => {
          const { title, hint } = failureText(t, failure);
          toasts.show({ tone: "bad", title, description: hint });
        },
      },
    );
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t("remove.title")}
      description={t("remove.text", { address: webhook.address })}
      cancelLabel={t("cancel")}
      confirmLabel={t("remove.confirm")}
      confirmVariant="danger"
      busy={removing.isPending}
      onConfirm={remove}
    />
  );
}
