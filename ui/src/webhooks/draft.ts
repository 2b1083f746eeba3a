/** What a person has typed about a webhook, and how it becomes a request. */
import type { OperationFailure } from "../platform";
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

/** `host:port` of an address on this computer or in a private network, as approvals name it. */
export function privateTarget(address: string): string | undefined {
  const target = parse(address);
  if (!target) return undefined;
  const { hostname, port, protocol } = target;
  if (!PRIVATE.test(hostname)) return undefined;
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

// Only to ask before the core does; the core has the last word.
const PRIVATE =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[(::1|f[cde]))/;

function parse(address: string): URL | undefined {
  return isWebAddress(address) ? new URL(address.trim()) : undefined;
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
