/** A signing secret, shown this once. It goes when the person says that it is stored, not before. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Checkbox, CopyButton, Dialog } from "../kit";

interface Props {
  address: string;
  secret: string;
  onClose(): void;
}

export function SecretShownOnce({ address, secret, onClose }: Props) {
  const { t } = useTranslation("webhooks");
  const [stored, setStored] = useState(false);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && stored && onClose()}
      title={t("secret.title")}
      description={t("secret.text")}
      footer={
        <Button
          variant="primary"
          disabledReason={stored ? undefined : t("secret.storedFirst")}
          onClick={onClose}
        >
          {t("secret.done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div>
          <p className="font-medium wrap-anywhere">{t("secret.label", { address })}</p>
          <code className="mt-1 block rounded-md bg-neutral-soft px-3 py-2 font-mono wrap-anywhere select-all">
            {secret}
          </code>
        </div>
        <div>
          <CopyButton text={secret} label={t("secret.copy")} />
        </div>
        <Checkbox label={t("secret.stored")} checked={stored} onCheckedChange={setStored} />
      </div>
    </Dialog>
  );
}
