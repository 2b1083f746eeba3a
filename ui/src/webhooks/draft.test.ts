import { describe, expect, it } from "vitest";
import {
  addWebhookRequest,
  openWebhookDraft,
  targetToAllow,
  type WebhookDraft,
  webhookProblems,
} from "./draft";

const draft = (change: Partial<WebhookDraft>): WebhookDraft => ({
  ...openWebhookDraft(undefined),
  ...change,
});

describe("a webhook's draft", () => {
  it("needs a web address", () => {
    for (const address of ["", "hooks.example.org", "ftp://a", "javascript:alert(1)"]) {
      expect(webhookProblems(draft({ address })), address).toEqual(["address"]);
    }
    expect(webhookProblems(draft({ address: " https://a.example/x " }))).toEqual([]);
  });
  it("needs an event where only some are wanted, and sends none for all", () => {
    const some = draft({ address: "https://a.example", which: "some" });
    expect(webhookProblems(some)).toEqual(["events"]);
    const all = draft({ address: "https://a.example", events: ["connection.created"] });
    expect(addWebhookRequest(all).events).toEqual([]);
  });
  it("asks before anything goes to this computer or a private network", () => {
    expect(targetToAllow(draft({ address: "http://localhost:1/" }))).toBe("localhost:1");
  });
  it("sends an approval only for the address that it was given for", () => {
    const allowed = draft({ address: "http://127.0.0.1:9000/", allowed: ["127.0.0.1:9000"] });
    expect(targetToAllow(allowed)).toBeUndefined();
    expect(addWebhookRequest(allowed).private).toEqual(["127.0.0.1:9000"]);
    const moved = { ...allowed, address: "https://hooks.example.org" };
    expect(addWebhookRequest(moved).private).toEqual([]);
  });
});
