/** What a person has typed about a webhook, and how it becomes a request. */
import type { OperationFailure } from "../platform";
import type { Request, Webhook, WebhookEvent } from "../protocol";
import { EVENTS } from "./words";

export interface WebhookDraft {
  /** An edited one begins as it is shown: without its query. */
  address: string;
  description: string;
  /** All of them, or only those chosen. */
  which: "all" | "some";
  events: readonly WebhookEvent[];
  /** Loopback or private addresses that the person allowed for this address. */
  allowed: readonly string[];
}

export type WebhookProblem = "address" | "events";

export function openWebhookDraft(webhook: Webhook | undefined): WebhookDraft {
  const events = webhook?.events ?? [];
  const all = events.length === 0 || EVENTS.every((event) => events.includes(event));
  return {
    address: webhook?.address ?? "",
    description: webhook?.description ?? "",
    which: all ? "all" : "some",
    events: all ? [] : events,
    allowed: [],
  };
}

export function webhookProblems(draft: WebhookDraft): WebhookProblem[] {
  const problems: WebhookProblem[] = [];
  if (!isWebAddress(draft.address)) problems.push("address");
  if (draft.which === "some" && draft.events.length === 0) problems.push("events");
  return problems;
}

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text.trim()).protocol);
  } catch {
    return false;
  }
}

function shared(draft: WebhookDraft) {
  return {
    description: draft.description.trim(),
    events: draft.which === "all" ? [] : [...draft.events],
  };
}

export function addWebhookRequest(draft: WebhookDraft): Request<"webhook.add"> {
  return { ...shared(draft), address: draft.address.trim(), private: [...draft.allowed] };
}

/** An address that was not edited is left out: what is shown lacks its query. */
export function updateWebhookRequest(
  draft: WebhookDraft,
  webhook: Webhook,
): Request<"webhook.update"> {
  const address = draft.address.trim();
  return {
    webhook: webhook.id,
    ...shared(draft),
    ...(address !== webhook.address && { address }),
    ...(draft.allowed.length > 0 && { private: [...webhook.private, ...draft.allowed] }),
  };
}

/** What the core said about the address. */
export function addressError(failure: OperationFailure | null): string | undefined {
  const details = failure?.details as { field?: string } | null | undefined;
  if (!failure || details?.field !== "/address") return undefined;
  return [failure.message.replace(/\.?$/, "."), failure.hint].filter(Boolean).join(" ");
}
