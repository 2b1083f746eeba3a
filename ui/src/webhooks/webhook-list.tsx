/** The webhooks: where they send, how their deliveries stand, and what can be done. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ErrorState, formatDateTime, Loading } from "../kit";
import { useOperation } from "../platform";
import type { Webhook } from "../protocol";
import { useDialogs } from "../shell/dialogs";
import { DeliveryLog } from "./delivery-log";
import { RemoveWebhook } from "./remove-webhook";
import { RotateSecret } from "./rotate-secret";
import { useWebhookMenu, type WebhookDialogKind } from "./use-webhook-menu";
import { EditWebhookDialog } from "./webhook-dialog";
import { WebhookMenu } from "./webhook-menu";
import { WebhookState } from "./webhook-state";
import { eventsWords } from "./words";

interface Opened {
  kind: WebhookDialogKind;
  webhook: Webhook;
}

export function WebhookList() {
  const { t } = useTranslation("webhooks");
  const dialogs = useDialogs();
  const [opened, setOpened] = useState<Opened>();
  const webhooks = useOperation("webhook.list", {});
  if (webhooks.error && !webhooks.data) {
    return <ErrorState failure={webhooks.error} onRetry={() => void webhooks.refetch()} />;
  }
  if (!webhooks.data) return <Loading rows={3} rowHeight={56} />;
  const { items } = webhooks.data;
  return (
    <div data-setting="" className="flex flex-col gap-3 py-3">
      <p className="text-ink-muted">{t("intro")}</p>
      {items.length === 0 ? (
        <div className="rounded-lg border border-line px-4 py-6 text-center">
          <p className="font-medium">{t("empty")}</p>
          <p className="text-ink-muted">{t("emptyText")}</p>
        </div>
      ) : (
        <ul className="rounded-lg border border-line">
          {items.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              onOpen={(kind) => setOpened({ kind, webhook })}
            />
          ))}
        </ul>
      )}
      <div>
        <Button icon={Plus} onClick={dialogs.openAddWebhook}>
          {t("add")}
        </Button>
      </div>
      {opened && <OpenedDialog {...opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

function OpenedDialog({ kind, webhook, onClose }: Opened & { onClose(): void }) {
  const shared = { webhook, onClose };
  switch (kind) {
    case "edit":
      return <EditWebhookDialog {...shared} />;
    case "log":
      return <DeliveryLog {...shared} />;
    case "rotate":
      return <RotateSecret {...shared} />;
    case "remove":
      return <RemoveWebhook {...shared} />;
  }
}

function WebhookRow(props: { webhook: Webhook; onOpen(kind: WebhookDialogKind): void }) {
  const { t, i18n } = useTranslation("webhooks");
  const { webhook } = props;
  const menu = useWebhookMenu(webhook, props.onOpen);
  const { delivered_at: delivered, previous_secret_until: until } = webhook;
  const when = (at: string) => formatDateTime(at, i18n.language);
  return (
    <li className="flex items-start gap-3 border-line px-3 py-2.5 not-last:border-b">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere select-text">{webhook.address}</p>
        {webhook.description && (
          <p className="text-ink-muted wrap-anywhere">{webhook.description}</p>
        )}
        <p className="text-sm text-ink-muted wrap-anywhere">
          {[
            eventsWords(t, webhook.events, i18n.language),
            delivered && t("lastDelivered", { at: when(delivered) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {webhook.secrets > 1 && until && (
          <p className="text-sm text-ink-muted">{t("previous", { at: when(until) })}</p>
        )}
        <div className="pt-1">
          <WebhookState webhook={webhook} />
        </div>
      </div>
      <WebhookMenu address={webhook.address} items={menu} onLog={() => props.onOpen("log")} />
    </li>
  );
}
