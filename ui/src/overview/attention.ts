/** What needs attention, as rows: what, since when, and the one thing to do. No components. */
import type { Attention, Expiry } from "../protocol";

export type AttentionCredential = Extract<Attention, { kind: "credential" }>;
export type AttentionFlow = Extract<Attention, { kind: "flow" }>;
type AttentionWebhook = Extract<Attention, { kind: "webhook" }>;

export type AttentionItem =
  | { of: "credential"; item: AttentionCredential }
  | { of: "flow"; item: AttentionFlow }
  | { of: "webhook"; item: AttentionWebhook }
  | { of: "expiry"; item: Expiry };

/** Tells the kinds apart. */
export function sortAttention(attention: readonly Attention[]): AttentionItem[] {
  return attention.map((item): AttentionItem => {
    if (item.kind === "expiry") return { of: "expiry", item: item.expiry };
    if (item.kind === "credential") return { of: "credential", item };
    return item.kind === "flow" ? { of: "flow", item } : { of: "webhook", item };
  });
}

/** The same for the same thing, for React. */
export function keyOfAttention({ of, item }: AttentionItem): string {
  if (of === "expiry") return `${of}-${item.credential ?? item.oauth_app ?? item.name}-${item.at}`;
  return `${of}-${item.id}`;
}
