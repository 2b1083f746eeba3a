/** What was sent to a webhook, newest first, with another try for each. */
import { CircleCheck, CircleX, Clock, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Badge,
  Button,
  Checkbox,
  Dialog,
  ErrorState,
  failureText,
  formatDateTime,
  formatDuration,
  Loading,
  type Tone,
  useToasts,
} from "../kit";
import { useMutationOperation, usePagedOperation } from "../platform";
import type { Delivery, DeliveryState, Webhook } from "../protocol";
import { eventWords } from "./words";

export function DeliveryLog({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const { t } = useTranslation("webhooks");
  const [failed, setFailed] = useState(false);
  const request = { webhook: webhook.id, failed, limit: 50 };
  const { items, query, error } = usePagedOperation("webhook.deliveries", request);
  return (
    <Dialog
      open
      tall
      width="lg"
      onOpenChange={(open) => !open && onClose()}
      title={t("log.title")}
      description={webhook.address}
      footer={<Button onClick={onClose}>{t("close")}</Button>}
    >
      <Checkbox label={t("log.onlyFailed")} checked={failed} onCheckedChange={setFailed} />
      {query.isPending && <Loading rows={5} className="pt-3" />}
      {error && items.length === 0 && (
        <ErrorState failure={error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && items.length === 0 && (
        <p className="py-4 text-ink-muted">{t(failed ? "log.noneFailed" : "log.none")}</p>
      )}
      <ol className="pt-2">
        {items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("log.more")}
        </Button>
      )}
    </Dialog>
  );
}

const STATE: Record<DeliveryState, { tone: Tone; icon: LucideIcon }> = {
  delivered: { tone: "good", icon: CircleCheck },
  pending: { tone: "warn", icon: Clock },
  given_up: { tone: "bad", icon: CircleX },
};

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation("webhooks");
  const { state, status, ms, problem, next_try: next } = delivery;
  const when = (at: string) => formatDateTime(at, i18n.language);
  const facts = [
    when(delivery.at),
    t("log.attempts", { count: delivery.attempts }),
    status && t("log.status", { status }),
    ms !== null && ms !== undefined && formatDuration(ms, i18n.language),
    next && t("log.next", { at: when(next) }),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line py-2 not-last:border-b">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {eventWords(t, delivery.event)}
          <Badge {...STATE[state]}>{t(`log.state.${state}`)}</Badge>
        </p>
        <p className="text-sm text-ink-muted">{facts.filter(Boolean).join(" · ")}</p>
        {problem && <p className="text-sm wrap-anywhere">{problem}</p>}
      </div>
      <Redeliver delivery={delivery} at={when(delivery.at)} />
    </li>
  );
}

function Redeliver({ delivery, at }: { delivery: Delivery; at: string }) {
  const { t } = useTranslation("webhooks");
  const toasts = useToasts();
  const sending = useMutationOperation("webhook.redeliver");
  const event = eventWords(t, delivery.event);
  const send = () =>
    sending.mutate(
      { delivery: delivery.id },
      {
        onSuccess: ({ state, problem }) => {
          const sent = state === "delivered";
          const title = t(sent ? "log.sent" : "log.sentWaiting");
          toasts.show({ tone: sent ? "good" : "bad", title, description: problem ?? undefined });
        },
        onError: (failure) => {
          const { title, hint } = failureText(t, failure);
          toasts.show({ tone: "bad", title, description: hint });
        },
      },
    );
  return (
    <Button
      size="sm"
      aria-label={t("log.againOf", { event, at })}
      busy={sending.isPending}
      onClick={send}
    >
      {t("log.again")}
    </Button>
  );
}
