import { describe, expect, it } from "vitest";
import { endWithFailure, endWithProof, startRun } from "../checks/progress";
import { proof, report } from "../test-fixtures";
import { duplicateOf, fieldMessages, findQuestion, listErrors } from "./failure";
import { findTarget } from "./target";

const known = (field: string) => ["/port", "/password"].includes(field);
const run = startRun("one", "database", 0);
const unknownKey = report("host_key", { outcome: "failed", code: "host_key.unknown" });
const privateAddress = report("resolve", { outcome: "failed", code: "egress.private_address" });

describe("messages for fields", () => {
  it("come from every error of an invalid draft", () => {
    const errors = [
      { field: "/port", message: "is taken" },
      { field: "/elsewhere", message: "is odd" },
    ];
    const failure = {
      code: "draft.invalid" as const,
      message: "no",
      hint: undefined,
      details: { errors },
    };
    const { fields, rest } = fieldMessages(failure, known);
    expect([...fields]).toEqual([["/port", ["is taken"]]]);
    expect(rest).toBe(failure);
    expect(listErrors(failure)).toHaveLength(2);
  });

  it("go to the name when it is taken", () => {
    const failure = {
      code: "credential.name_taken" as const,
      message: "taken",
      hint: undefined,
      details: null,
    };
    expect(fieldMessages(failure, known)).toEqual({
      fields: new Map([["name", ["taken"]]]),
      rest: null,
    });
  });

  it("go to the one field that a failed dry run points at", () => {
    const details = { field: "/password", stages: [] };
    const failure = {
      code: "verification.failed" as const,
      message: "rejected",
      hint: undefined,
      details,
    };
    expect([...fieldMessages(failure, known).fields]).toEqual([["/password", ["rejected"]]]);
  });
});

describe("questions", () => {
  it("ask about an unknown host key, naming it", () => {
    const ended = endWithProof(run, proof([unknownKey], { host_key: "SHA256:abc" }), null);
    expect(findQuestion(ended, {})).toMatchObject({
      kind: "host_key",
      fingerprint: "SHA256:abc",
    });
    expect(findQuestion(ended, { host_key: "SHA256:abc" })).toBeNull();
  });

  it("ask again, in other words, when a pinned host key has changed", () => {
    const changed = report("host_key", { outcome: "failed", code: "host_key.changed" });
    const ended = endWithProof(run, proof([changed], { host_key: "SHA256:new" }), null);
    const question = findQuestion(ended, { host_key: "SHA256:old" });
    expect(question).toMatchObject({ kind: "host_key_changed", fingerprint: "SHA256:new" });
  });

  it("ask about a private address, naming host and port, once", () => {
    const told = { address: "127.0.0.1:5432" };
    const ended = endWithProof(run, proof([privateAddress], told), "/host");
    const question = findQuestion(ended, { private: ["10.0.0.1:22"] });
    expect(question?.approvals).toEqual({ private: ["10.0.0.1:22", "127.0.0.1:5432"] });
    expect(findQuestion(ended, { private: ["127.0.0.1:5432"] })).toBeNull();
    const never = endWithProof(run, proof([privateAddress]), "/host");
    expect(findQuestion(never, {})).toBeNull();
  });

  it("are found in a refused save as well", () => {
    const details = { stages: [unknownKey], host_key: "SHA256:xyz" };
    const ended = endWithFailure(run, {
      code: "verification.failed",
      message: "",
      hint: undefined,
      details,
    });
    expect(findQuestion(ended, {})).toMatchObject({ fingerprint: "SHA256:xyz" });
  });

  it("are not asked about other failures", () => {
    const rejected = report("authenticate", { outcome: "failed", code: "auth.rejected" });
    expect(findQuestion(endWithProof(run, proof([rejected]), null), {})).toBeNull();
  });
});

describe("the target", () => {
  it.each([
    ["postgresql", { host: "DB.example.org", port: 5433 }, "db.example.org:5433"],
    ["sftp", { host: "10.0.0.1" }, "10.0.0.1:22"],
    ["postgresql", { host: "::1", port: 5432 }, "[::1]:5432"],
    ["http-bearer", { base_url: "https://api.example.org/v1" }, "api.example.org:443"],
    ["http-bearer", { base_url: "http://127.0.0.1:8080" }, "127.0.0.1:8080"],
    ["postgresql", { connection_string: "postgres://u:p@db.local:6432/x" }, "db.local:6432"],
    ["postgresql", { connection_string: "postgresql://u@db.local/x" }, "db.local:5432"],
    ["github", { token: "x" }, null],
  ])("%s %j", (connector, values, target) => {
    expect(findTarget(connector, values)).toBe(target);
  });
});

it("finds the twin of a duplicate", () => {
  const failure = (details: unknown) => ({
    code: "credential.duplicate" as const,
    message: "",
    hint: undefined,
    details,
  });
  expect(duplicateOf(failure({ duplicate_of: { id: "1", name: "Prod" } }))).toEqual({
    id: "1",
    name: "Prod",
  });
  expect(duplicateOf(failure(null))).toBeNull();
});
