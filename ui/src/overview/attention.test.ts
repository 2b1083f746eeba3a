import { describe, expect, it } from "vitest";
import type { Attention } from "../protocol";
import { keyOfAttention, sortAttention } from "./attention";

const ends = (at: string): Attention => ({
  kind: "expiry",
  expiry: { kind: "client_secret", at, oauth_app: "a", name: "Acme", connector: "hubspot" },
});
const EXPIRY = ends("2026-12-01T00:00:00Z");
const HOOK: Attention = { kind: "webhook", id: "w", address: "https://a", since: "2026-11-01" };

describe("what needs attention", () => {
  it("keeps the order of the core and tells the kinds apart", () => {
    const items = sortAttention([HOOK, EXPIRY]);
    expect(items.map(({ of }) => of)).toEqual(["webhook", "expiry"]);
  });
  it("has keys that differ", () => {
    const other = ends("2026-12-02T00:00:00Z");
    const keys = sortAttention([HOOK, EXPIRY, other]).map(keyOfAttention);
    expect(new Set(keys).size).toBe(3);
  });
});
