import { CircleCheck, CircleDashed, CircleX, Pause } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, formatDateTime } from "../kit";
import type { Webhook } from "../protocol";

/** How deliveries stand: icon and words. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  return (
    <span className="flex flex-wrap items-center gap-2">
      <State webhook={webhook} />
      {webhook.pending > 0 && (
        <span className="text-sm text-ink-muted">
          {t("state.pending", { count: webhook.pending })}
        </span>
      )}
    </span>
  );
}

function State({ webhook }: { webhook: Webhook }) {
  const { t, i18n } = useTranslation("webhooks");
  const { active, failing_since: failing, delivered_at: delivered } = webhook;
  if (!active) return <Badge icon={Pause}>{t("state.paused")}</Badge>;
  if (failing) {
    const since = formatDateTime(failing, i18n.language);
    return (
      <Badge tone="bad" icon={CircleX} className="whitespace-normal">
        {t("state.failing", { since })}
      </Badge>
    );
  }
  if (!delivered) return <Badge icon={CircleDashed}>{t("state.idle")}</Badge>;
  return (
    <Badge tone="good" icon={CircleCheck}>
      {t("state.delivering")}
    </Badge>
  );
}
