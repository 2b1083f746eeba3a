import type { TFunction } from "i18next";
import type { WebhookEvent } from "../protocol";

type Translate = TFunction<"webhooks">;

/** Every event that a webhook can be told about, in the order of a connection's life. */
export const EVENTS = [
  "connection.created",
  "connection.disconnected",
  "connection.reconnected",
  "connection.deleted",
] as const satisfies readonly WebhookEvent[];

/** An event in words. One of a newer core is shown as it is. */
export function eventWords(t: Translate, event: string): string {
  const key = event.replaceAll(".", "_");
  return t(`event.${key}` as "event.webhook_test", { defaultValue: event });
}

/** "Connection lost and Connection created", or "every event". */
export function eventsWords(
  t: Translate,
  events: readonly WebhookEvent[],
  language: string,
): string {
  if (EVENTS.every((event) => events.includes(event))) return t("allEvents");
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  return list.format(events.map((event) => eventWords(t, event)));
}
