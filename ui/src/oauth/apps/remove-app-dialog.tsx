import { useTranslation } from "react-i18next";
import { AlertDialog, failureText, useToasts } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { OAuthApp } from "../../protocol";

/** Removes an OAuth app, or says which credentials stand in the way. */
export function RemoveAppDialog({ app, onClose }: { app: OAuthApp; onClose(): void }) {
  const { t } = useTranslation("oauth");
  const toasts = useToasts();
  const removing = useMutationOperation("oauth_app.remove");
  const inUse = app.credentials > 0 || removing.error?.code === "oauth_app.in_use";
  const { name } = app;
  if (inUse) {
    return (
      <AlertDialog
        open
        onOpenChange={onClose}
        title={t("apps.inUseTitle", { name })}
        description={t("apps.inUse", { count: Math.max(1, app.credentials) })}
        cancelLabel={t("close")}
      />
    );
  }
  const remove = () =>
    removing.mutate(
      { oauth_app: app.id },
      {
        onSuccess: () => {
          toasts.show({ title: t("apps.removed", { name }) });
          onClose();
        },
        onError: (failure) => {
          if (failure.code === "oauth_app.in_use") return;
          const { title, hint } = failureText(t, failure);
          toasts.show({ tone: "bad", title, description: hint });
          onClose();
        },
      },
    );
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t("apps.removeTitle", { name })}
      description={t("apps.removeText")}
      cancelLabel={t("cancel")}
      confirmLabel={t("apps.removeConfirm")}
      confirmVariant="danger"
      busy={removing.isPending}
      onConfirm={remove}
    />
  );
}
