import type { Delivery, Webhook } from "../../protocol";
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

function checkAddress(address: string): void {
  if (/^https:\/\/[^/\s]+/.test(address) || /^http:\/\/(127\.0\.0\.1|localhost)\b/.test(address))
    return;
  const errors = [{ field: "/address", message: "It has to begin with https://." }];
  refuse("webhook.invalid", "The address is not sound.", "Give an https address.", { errors });
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
    checkAddress(request.address);
    const webhook: Webhook = {
      id: idOf(5, world.webhooks.length + 10),
      address: request.address,
      events: request.events ?? [],
      description: request.description ?? null,
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
  "webhook.update"(world, { webhook: reference, ...change }) {
    if (change.address) checkAddress(change.address);
    const set = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
    const next = { ...getWebhook(world, reference), ...Object.fromEntries(set) };
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
