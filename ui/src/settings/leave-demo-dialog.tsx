import { useTranslation } from "react-i18next";
import { AlertDialog, Banner, failureText } from "../kit";
import { useEnter } from "../platform";

/** Leaves the sample organization, with which everything done in it goes. */
export function LeaveDemoDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const { enter, failure } = useEnter();
  const words = failure && failureText(t, failure);
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("demo.leaveTitle")}
      description={t("demo.leaveText")}
      cancelLabel={t("demo.stay")}
      confirmLabel={t("demo.leave")}
      onConfirm={() => enter?.("own")}
    >
      {words && (
        <Banner tone="bad" title={words.title}>
          {words.hint}
        </Banner>
      )}
    </AlertDialog>
  );
}
