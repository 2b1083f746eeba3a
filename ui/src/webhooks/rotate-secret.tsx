import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AlertDialog, failureText, Select, useToasts } from "../kit";
import { useMutationOperation } from "../platform";
import type { Webhook } from "../protocol";
import { SecretShownOnce } from "./secret-shown-once";

const HOURS = [0, 1, 24, 72, 168, 720];

/** A new signing secret; the present one goes on for as long as the receiver needs. */
export function RotateSecret({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const { t } = useTranslation("webhooks");
  const toasts = useToasts();
  const [hours, setHours] = useState(24);
  const rotating = useMutationOperation("webhook.rotate");
  const { address } = webhook;
  const secret = rotating.data?.signing_secret;
  if (secret) return <SecretShownOnce address={address} secret={secret} onClose={onClose} />;
  const rotate = () =>
    rotating.mutate(
      { webhook: webhook.id, keep_hours: hours },
      {
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
      title={t("rotate.title", { address })}
      description={t("rotate.text")}
      cancelLabel={t("cancel")}
      confirmLabel={t("rotate.confirm")}
      busy={rotating.isPending}
      onConfirm={rotate}
    >
      <Select
        label={t("rotate.keep")}
        className="w-56 max-w-full pt-1"
        value={String(hours)}
        onValueChange={(next) => setHours(Number(next))}
        options={HOURS.map((count) => ({
          value: String(count),
          label: t("rotate.hours", { count }),
        }))}
      />
    </AlertDialog>
  );
}
