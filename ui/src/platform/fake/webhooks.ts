import type { Delivery, Webhook, WebhookEvent } from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, pageOf } from "./handlers";
import { idOf, record, type World } from "./world";

type WebhookHandlers = Pick<Handlers, Extract<keyof Handlers, `webhook.${string}`>>;

const HOUR = 3_600_000;
// Not a secret: the fixtures' own words, in the form of the standard.
const SHOWN_ONCE = `whsec_${btoa("fixture of the signing secret")}`;

function getWebhook(world: World, reference: string): Webhook {
  return (
    world.webhooks.find((hook) => hook.id === reference || hook.address === reference) ??
    refuse("webhook.not_found", "This webhook does not exist any more.", "Look at the list.")
  );
}

// In the core's order.
const EVENTS: WebhookEvent[] = [
  "connection.created",
  "connection.deleted",
  "connection.disconnected",
  "connection.reconnected",
];

/** None chosen is all of them. */
function chosen(events: readonly WebhookEvent[] | null | undefined): WebhookEvent[] {
  return EVENTS.filter((event) => !events?.length || events.includes(event));
}

const LOOPBACK = /^(localhost|.*\.localhost|127\..*|\[::1\])$/;
const PRIVATE = /^(10\.|192\.168\.|169\.254\.|100\.64\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cde])/;

/** The address without its query, as it is shown; refused as the core refuses it. */
function checkAddress(text: string, approved: readonly string[]): string {
  const field = "/address";
  const hint = "Give an address such as https://example.com/hooks.";
  const url =
    URL.parse(text) ?? refuse("webhook.invalid", "This is not an address", hint, { field });
  const loopback = LOOPBACK.test(url.hostname);
  if (url.protocol !== "https:" && !(loopback && url.protocol === "http:")) {
    refuse("webhook.invalid", "Events are sent over https", hint, { field });
  }
  const address = `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
  if ((loopback || PRIVATE.test(url.hostname)) && !approved.includes(address)) {
    const message = `${address} is a loopback or private address, which has to be approved`;
    const details = { field, code: "egress.private_address", address };
    refuse("webhook.invalid", message, `If this is meant, approve ${address}.`, details);
  }
  return `${url.origin}${url.pathname}`;
}

function save(world: World, webhook: Webhook, action: string): Webhook {
  const index = world.webhooks.findIndex(({ id }) => id === webhook.id);
  if (index >= 0) world.webhooks[index] = webhook;
  else world.webhooks.push(webhook);
  record(world, { action, object: webhook.id, object_name: webhook.address });
  return webhook;
}

function deliver(world: World, webhook: Webhook, change: Partial<Delivery>): Delivery {
  const now = new Date().toISOString();
  const fails = Boolean(webhook.failing_since);
  const all = world.deliveries.get(webhook.id) ?? [];
  const delivery: Delivery = {
    id: idOf(6, 100 + all.length),
    event: "webhook.test",
    attempts: 1,
    at: now,
    next_try: null,
    ms: 96,
    state: fails ? "given_up" : "delivered",
    status: fails ? 503 : 200,
    problem: fails ? "The receiver answered 503." : null,
    ...change,
  };
  world.deliveries.set(webhook.id, [delivery, ...all.filter(({ id }) => id !== delivery.id)]);
  return delivery;
}

export const webhookHandlers: WebhookHandlers = {
  "webhook.add"(world, request) {
    const webhook: Webhook = {
      id: idOf(5, world.webhooks.length + 10),
      address: checkAddress(request.address, request.private ?? []),
      events: chosen(request.events),
      description: request.description?.trim() || null,
      active: true,
      secrets: 1,
      previous_secret_until: null,
      private: request.private ?? [],
      pending: 0,
      failing_since: null,
      delivered_at: null,
      created_at: new Date().toISOString(),
    };
    save(world, webhook, "webhook.add");
    return { webhook, signing_secret: request.secret ? null : SHOWN_ONCE };
  },
  "webhook.list": (world) => pageOf(world.webhooks, {}),
  "webhook.update"(world, { webhook: reference, address, description, events, ...change }) {
    const before = getWebhook(world, reference);
    const approved = change.private ?? before.private;
    const next: Webhook = {
      ...before,
      address: address ? checkAddress(address, approved) : before.address,
      description: description?.trim() ?? before.description ?? null,
      events: events ? chosen(events) : before.events,
      private: approved,
      active: change.active ?? before.active,
    };
    return { webhook: save(world, next, "webhook.update"), signing_secret: null };
  },
  "webhook.rotate"(world, { webhook: reference, keep_hours, secret }) {
    const until = new Date(Date.now() + (keep_hours ?? 24) * HOUR).toISOString();
    const next = { ...getWebhook(world, reference), secrets: 2, previous_secret_until: until };
    save(world, next, "webhook.rotate");
    return { webhook: next, signing_secret: secret ? null : SHOWN_ONCE };
  },
  "webhook.remove"(world, { webhook: reference }) {
    const webhook = getWebhook(world, reference);
    world.webhooks = world.webhooks.filter((hook) => hook !== webhook);
    record(world, { action: "webhook.remove", object: webhook.id, object_name: webhook.address });
    return {};
  },
  "webhook.test": (world, { webhook }) => deliver(world, getWebhook(world, webhook), {}),
  "webhook.deliveries"(world, { webhook, failed, ...page }) {
    const all = world.deliveries.get(getWebhook(world, webhook).id) ?? [];
    return pageOf(
      all.filter(({ state }) => !failed || state !== "delivered"),
      page,
    );
  },
  "webhook.redeliver"(world, { delivery: id }) {
    for (const webhook of world.webhooks) {
      const found = world.deliveries.get(webhook.id)?.find((item) => item.id === id);
      if (found)
        return deliver(world, webhook, {
          ...found,
          attempts: found.attempts + 1,
          state: "delivered",
          status: 200,
          problem: null,
          next_try: null,
        });
    }
    return refuse(
      "webhook.delivery_not_found",
      "This delivery is not kept any more.",
      "Deliveries are kept for thirty days.",
    );
  },
};
