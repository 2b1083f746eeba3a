import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { proof, report } from "../test-fixtures";
import { paced } from "./announce";
import { diagnosticsText } from "./diagnostics";
import {
  endWithFailure,
  endWithProof,
  failedRow,
  followEvent,
  startRun,
  totalMs,
} from "./progress";

const fresh = startRun("mine", "database", 3);
const started = { type: "stage_started", verification: "mine", stage: "connect" } as const;

describe("a run", () => {
  it("expects a host key for SSH and TLS for everything else", () => {
    expect(fresh.rows.map((row) => row.stage)).not.toContain("host_key");
    expect(startRun("x", "ssh", 0).rows.map((row) => row.stage)).not.toContain("tls");
  });

  it("follows its own events only", () => {
    const running = followEvent(fresh, started);
    expect(running.rows.find((row) => row.stage === "connect")?.status).toBe("running");
    expect(followEvent(fresh, { ...started, verification: "other" })).toBe(fresh);
  });

  it("puts a stage that was not expected where it belongs", () => {
    const ended = {
      type: "stage_ended",
      verification: "mine",
      report: report("host_key"),
    } as const;
    const stages = followEvent(fresh, ended).rows.map((row) => row.stage);
    expect(stages.indexOf("host_key")).toBe(stages.indexOf("tls") + 1);
  });

  it("takes the core's reports over what the events told, and then no more events", () => {
    const ended = endWithProof(followEvent(fresh, started), proof([report("resolve")]), null);
    expect(ended).toMatchObject({ verdict: "passed", revision: 3 });
    expect(ended.rows).toHaveLength(1);
    expect(followEvent(ended, started)).toBe(ended);
  });

  it("does not leave a stage spinning when the operation was refused", () => {
    const refused = endWithFailure(followEvent(fresh, started), {
      code: "vault.locked",
      message: "locked",
      hint: undefined,
      details: null,
    });
    expect(refused.verdict).toBe("refused");
    expect(refused.rows.some((row) => row.status === "running")).toBe(false);
  });

  it("shows a check that could not prove anything as neither passed nor failed", () => {
    const ended = endWithProof(
      fresh,
      proof([report("resolve")], { outcome: "not_testable" }),
      null,
    );
    expect(ended.verdict).toBe("not_testable");
  });

  it("tells cancelled from failed", () => {
    const cancelled = report("connect", { outcome: "failed", code: "cancelled" });
    expect(endWithProof(fresh, proof([cancelled]), null).verdict).toBe("cancelled");
  });
});

it("writes diagnostics with code, field and stages", () => {
  const failed = report("authenticate", {
    outcome: "failed",
    code: "auth.rejected",
    message: "rejected",
  });
  const ended = endWithProof(fresh, proof([report("resolve"), failed]), "/password");
  expect(failedRow(ended)?.stage).toBe("authenticate");
  expect(totalMs(ended.rows)).toBe(24);
  const text = diagnosticsText("postgresql", ended, new Date("2026-11-21T08:00:00Z"));
  expect(text).toContain("code: auth.rejected");
  expect(text).toContain("field: /password");
  expect(text).toContain("authenticate | failed | 12 ms | auth.rejected | rejected");
});

describe("spoken progress", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says at most one message per half second, and the newest one", () => {
    const spoken: string[] = [];
    const pace = paced((message) => spoken.push(message));
    for (const message of ["one", "two", "three"]) pace.say(message);
    expect(spoken).toEqual(["one"]);
    vi.advanceTimersByTime(499);
    expect(spoken).toEqual(["one"]);
    vi.advanceTimersByTime(1);
    expect(spoken).toEqual(["one", "three"]);
  });

  it("says nothing after it was stopped", () => {
    const spoken: string[] = [];
    const pace = paced((message) => spoken.push(message));
    pace.say("one");
    pace.say("two");
    pace.stop();
    vi.advanceTimersByTime(2_000);
    expect(spoken).toEqual(["one"]);
  });
});
