import { describe, expect, it } from "vitest";
import { OperationFailure } from "../platform";
import { sampleWebhooks } from "../platform/fake/sample-connections";
import type { Webhook } from "../protocol";
import {
  addressError,
  addWebhookRequest,
  openWebhookDraft,
  updateWebhookRequest,
  type WebhookDraft,
  webhookProblems,
} from "./draft";
import { EVENTS } from "./words";

const SAMPLE = sampleWebhooks()[2] as Webhook;

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
  it("opens as every event where every event is stored", () => {
    expect(openWebhookDraft({ ...SAMPLE, events: [...EVENTS].reverse() }).which).toBe("all");
    expect(openWebhookDraft({ ...SAMPLE, events: EVENTS.slice(1) }).which).toBe("some");
  });
  it("sends no address that was not edited, so that its query stays, and no approvals either", () => {
    const opened = { ...openWebhookDraft(SAMPLE), description: "The laptop" };
    const request = updateWebhookRequest(opened, SAMPLE);
    expect(request).toMatchObject({ webhook: SAMPLE.id, description: "The laptop" });
    expect(request).not.toHaveProperty("address");
    expect(request).not.toHaveProperty("private");
  });
  it("adds an approval to those that were given elsewhere", () => {
    const moved = { ...openWebhookDraft(SAMPLE), address: "https://hooks.corp/a" };
    expect(updateWebhookRequest(moved, SAMPLE)).toMatchObject({ address: "https://hooks.corp/a" });
    const allowed = { ...moved, allowed: ["hooks.corp:443"] };
    const { private: approved } = updateWebhookRequest(allowed, SAMPLE);
    expect(approved).toEqual(["127.0.0.1:8080", "hooks.corp:443"]);
  });
  it("marks the address where the core refuses it, with what to do", () => {
    const refused = (details: unknown) =>
      new OperationFailure({
        code: "webhook.invalid",
        message: "Events are sent over https",
        hint: "Give an address such as https://example.com/hooks.",
        details,
      });
    expect(addressError(refused({ field: "/address" }))).toBe(
      "Events are sent over https. Give an address such as https://example.com/hooks.",
    );
    expect(addressError(refused({ field: "/secret" }))).toBeUndefined();
    expect(addressError(null)).toBeUndefined();
  });
});
