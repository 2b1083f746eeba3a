/** What a person has typed about a webhook, and how it becomes a request. */
import type { OperationFailure } from "../platform";
import { privateTarget } from "../private-targets";
import type { FieldError, Request, Webhook, WebhookEvent } from "../protocol";

export interface WebhookDraft {
  address: string;
  description: string;
  /** All of them, or only those chosen. */
  which: "all" | "some";
  events: readonly WebhookEvent[];
  /** Loopback or private addresses that the person allowed. */
  allowed: readonly string[];
}

export type WebhookProblem = "address" | "events";

export function openWebhookDraft(webhook: Webhook | undefined): WebhookDraft {
  return {
    address: webhook?.address ?? "",
    description: webhook?.description ?? "",
    which: webhook && webhook.events.length > 0 ? "some" : "all",
    events: webhook?.events ?? [],
    allowed: webhook?.private ?? [],
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

/** What has to be allowed before anything is sent there. */
export function targetToAllow(draft: WebhookDraft): string | undefined {
  const target = privateTarget(draft.address);
  return target && !draft.allowed.includes(target) ? target : undefined;
}

function shared(draft: WebhookDraft) {
  const target = privateTarget(draft.address);
  return {
    address: draft.address.trim(),
    description: draft.description.trim(),
    events: draft.which === "all" ? [] : [...draft.events],
    private: target && draft.allowed.includes(target) ? [target] : [],
  };
}

export function addWebhookRequest(draft: WebhookDraft): Request<"webhook.add"> {
  return shared(draft);
}

export function updateWebhookRequest(
  draft: WebhookDraft,
  webhook: Webhook,
): Request<"webhook.update"> {
  return { webhook: webhook.id, ...shared(draft) };
}

/** What the core said about the address. */
export function addressError(failure: OperationFailure | null): string | undefined {
  const details = failure?.details as { errors?: FieldError[] } | null | undefined;
  return details?.errors?.find(({ field }) => field === "/address")?.message;
}
