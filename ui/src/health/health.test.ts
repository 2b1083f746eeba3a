import i18next from "i18next";
import { describe, expect, it } from "vitest";
import type { CheckHour, Expiry, HealthRow } from "../protocol";
import { resultWords } from "./day-words";
import { daysOf, kindOfDay } from "./days";
import { endWords } from "./end-words";
import { countedStates, groupedByState, groupOf } from "./order";
import { canVerify, remedyOf } from "./remedy";
import { retryWords } from "./retry";

const NOW = new Date(2026, 10, 20, 10, 42).getTime();
const HOUR = 3_600_000;
const t = i18next.getFixedT("en", "health");

const hour = (hoursAgo: number, counts: Partial<CheckHour>): CheckHour => ({
  at: new Date(NOW - hoursAgo * HOUR).toISOString(),
  passed: 0,
  failed: 0,
  untestable: 0,
  ...counts,
});

function row(name: string, state: HealthRow["state"], since: string): HealthRow {
  return {
    id: name,
    name,
    connector: "postgresql",
    state,
    since,
    checks: "planned",
    active_flows: 0,
    paused: false,
    signs_in: false,
  };
}

describe("the strip of 30 days", () => {
  it("puts each check on the day on which it was, today last", () => {
    const days = daysOf(
      [hour(30, { passed: 1 }), hour(2, { failed: 3 }), hour(1, { passed: 1 })],
      NOW,
    );
    expect(days).toHaveLength(30);
    expect(days[29]).toMatchObject({ passed: 1, failed: 3 });
    expect(days[28]).toMatchObject({ passed: 1, failed: 0 });
  });
  it("leaves out what is older, and what a wrong clock put into the future", () => {
    const days = daysOf([hour(31 * 24, { passed: 1 }), hour(-2, { passed: 1 })], NOW);
    expect(days.every((day) => kindOfDay(day) === "none")).toBe(true);
  });
  it("never shows what cannot be tested as passed", () => {
    const [day] = daysOf([hour(1, { untestable: 1 })], NOW).slice(-1);
    expect(day && kindOfDay(day)).toBe("untestable");
    expect(day && resultWords(t, day)).toBe("not testable");
  });
  it("says how a day went", () => {
    const [day] = daysOf([hour(1, { passed: 1 }), hour(2, { failed: 1 })], NOW).slice(-1);
    expect(day && resultWords(t, day)).toBe("1 of 2 checks failed");
  });
});

describe("the order of the list", () => {
  it("has the worst state first, and in it the longest lasting", () => {
    const rows = [
      row("fine", "connected", "2026-11-01"),
      row("new", "disconnected", "2026-11-19"),
      row("old", "disconnected", "2026-11-02"),
      row("slow", "degraded", "2026-11-03"),
    ];
    expect(groupedByState(rows).map(({ name }) => name)).toEqual(["old", "new", "slow", "fine"]);
  });
  it("has what is paused by itself, unless it is worse than that", () => {
    const paused = [row("a", "connected", "1"), row("b", "disconnected", "1")].map((one) => ({
      ...one,
      paused: true,
    }));
    expect(paused.map(groupOf)).toEqual(["paused", "disconnected"]);
    const rows = groupedByState([row("c", "connected", "1"), ...paused]);
    expect(rows.map(({ name }) => name)).toEqual(["b", "a", "c"]);
  });
  it("offers only states that there are", () => {
    const counts = [
      { state: "connected" as const, count: 7 },
      { state: "degraded" as const, count: 1 },
    ];
    expect(countedStates(counts).map(({ state }) => state)).toEqual(["degraded", "connected"]);
  });
});

describe("what helps", () => {
  it("is a person where the provider said no, and another try where the way was blocked", () => {
    expect(remedyOf({ state: "reauth_required" })).toBe("reconnect");
    expect(remedyOf({ state: "disconnected" })).toBe("reconnect");
    expect(remedyOf({ state: "degraded" })).toBe("verify");
    expect(remedyOf({ state: "quarantined" })).toBe("open");
    expect(canVerify("unreadable")).toBe(false);
  });
  it("is a new sign-in or secret for what ends, but of a certificate another look", () => {
    const of = (kind: Expiry["kind"]) => remedyOf({ state: "expiring", ends: { kind, at: "" } });
    const kinds = ["token", "test_grant", "secret"] as const;
    expect(kinds.map(of)).toEqual(["reconnect", "reconnect", "reconnect"]);
    expect(of("certificate")).toBe("verify");
  });
  it("is told of what is over as over", () => {
    const at = (days: number) => new Date(Date.now() + days * 24 * HOUR).toISOString();
    expect(endWords(t, { kind: "token", at: at(-3) })).toBe("Access ended");
    expect(endWords(t, { kind: "token", at: at(3) })).toBe("Access ends");
  });
});

describe("retries", () => {
  const at = "2026-11-20T10:42:00Z";
  it("are told in seconds, minutes or hours, with the number of the try to come", () => {
    expect(retryWords(t, 40, { at, attempt: 3, of: 6 })).toBe("Retrying in 40 s (attempt 3 of 6)");
    expect(retryWords(t, 600, { at, attempt: 14 })).toBe("Retrying in 10 min (attempt 14)");
    expect(retryWords(t, 86_400, { at, attempt: 14 })).toBe("Retrying in 24 h (attempt 14)");
    expect(retryWords(t, 0, { at, attempt: 2, of: 6 })).toBe("Retrying now (attempt 2 of 6)");
  });
});
