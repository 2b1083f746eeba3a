/** Asks why a credential is saved without a dry run. The reason is kept and shown with it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, TextArea } from "../../kit";

export function UnverifiedDialog(props: {
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const { t } = useTranslation("credentials");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";
  return (
    <Dialog
      open
      width="sm"
      onOpenChange={(open) => !open && props.onClose()}
      title={t("unverified.title")}
      description={t("unverified.text")}
      footer={
        <>
          <Button onClick={props.onClose}>{t("editor.cancel")}</Button>
          <Button
            variant="primary"
            onClick={() => (missing ? setTried(true) : props.onConfirm(reason.trim()))}
          >
            {t("unverified.confirm")}
          </Button>
        </>
      }
    >
      <TextArea
        label={t("unverified.reason")}
        required
        rows={3}
        value={reason}
        onValueChange={setReason}
        error={tried && missing ? t("unverified.missing") : undefined}
      />
    </Dialog>
  );
}
