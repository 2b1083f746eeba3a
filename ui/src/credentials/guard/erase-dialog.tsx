/** Erasing an archived credential for good. Says that there is no way back, and has none. */
import { useTranslation } from "react-i18next";
import { AlertDialog, Banner, failureText, useToasts } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { CredentialView } from "../../protocol";

interface Props {
  credential: CredentialView;
  onClose: () => void;
  onErased: () => void;
}

export function EraseDialog({ credential, onClose, onErased }: Props) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const erasing = useMutationOperation("credential.erase");
  const { id, name, version } = credential;
  const erase = () =>
    erasing.mutate(
      { credential: id, version },
      {
        onSuccess: () => {
          toasts.show({ title: t("erase.done", { name }) });
          onErased();
          onClose();
        },
      },
    );
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("erase.title", { name })}
      description={t("erase.text")}
      cancelLabel={t("guard.cancel")}
      confirmLabel={t("erase.confirm")}
      confirmVariant="danger"
      busy={erasing.isPending}
      onConfirm={erase}
    >
      {erasing.error && (
        <div role="alert">
          <Banner tone="bad" title={failureText(t, erasing.error).title} />
        </div>
      )}
    </AlertDialog>
  );
}
