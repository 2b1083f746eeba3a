import { describe, expect, it } from "vitest";
import { CONNECTOR, STORED } from "../test-fixtures";
import {
  buildDraft,
  type DraftAction,
  type DraftState,
  isDirty,
  openDraft,
  problemsOf,
  reduceDraft,
  type Subject,
  secretState,
  valuesOf,
} from "./draft";

const adding: Subject = { connector: CONNECTOR, stored: null };
const editing: Subject = { connector: CONNECTOR, stored: STORED };

function typing(subject: Subject, ...actions: DraftAction[]): DraftState {
  return actions.reduce((state, action) => reduceDraft(subject, state, action), openDraft(subject));
}

const typed = (values: Record<string, unknown>): DraftAction => ({ type: "typed", values });

describe("adding", () => {
  it("begins with the defaults and nothing else", () => {
    expect(valuesOf(openDraft(adding))).toEqual({ port: 5432, tls_mode: "verify-full" });
  });

  it("keeps what was typed when the method is switched and switched back", () => {
    const state = typing(
      adding,
      typed({ host: "db", username: "app", password: "s3cret" }),
      { type: "method", auth: "connection_string" },
      typed({ connection_string: "postgres://x" }),
      { type: "method", auth: "password" },
    );
    expect(valuesOf(state)).toMatchObject({ host: "db", password: "s3cret" });
    const other = reduceDraft(adding, state, { type: "method", auth: "connection_string" });
    expect(valuesOf(other)).toMatchObject({ connection_string: "postgres://x" });
  });

  it("brings fields of the same name along to the other method", () => {
    const state = typing(adding, typed({ username: "app" }), {
      type: "method",
      auth: "connection_string",
    });
    expect(valuesOf(state)).toEqual({ username: "app" });
  });

  it("sends only the chosen method's fields", () => {
    const state = typing(
      adding,
      typed({ host: "db", username: "app", password: "s3cret" }),
      { type: "method", auth: "connection_string" },
      typed({ connection_string: "postgres://x" }),
    );
    expect(buildDraft(adding, state)).toMatchObject({
      auth: "connection_string",
      fields: { connection_string: "postgres://x" },
    });
  });

  it("lists what is missing in the order of the form", () => {
    expect(problemsOf(adding, openDraft(adding)).map(({ field }) => field)).toEqual([
      "/host",
      "/username",
      "/password",
    ]);
  });

  it("is dirty once something was typed, and clean when it was taken back", () => {
    const opened = openDraft(adding);
    expect(isDirty(opened, reduceDraft(adding, opened, { type: "named", name: "x" }))).toBe(true);
    expect(
      isDirty(opened, reduceDraft(adding, opened, typed({ ...valuesOf(opened), host: "" }))),
    ).toBe(false);
  });

  it("can begin with the public fields of another credential, never its secrets", () => {
    const state = openDraft(adding, { auth: "password", values: STORED.credential.public });
    expect(valuesOf(state)).toMatchObject({ host: "db.example.org", username: "app_user" });
    expect(valuesOf(state)).not.toHaveProperty("password");
  });
});

describe("editing", () => {
  it("keeps stored secrets without sending anything for them", () => {
    const state = openDraft(editing);
    expect(problemsOf(editing, state)).toEqual([]);
    expect(secretState(editing, state, "password")).toBe("kept");
    expect(buildDraft(editing, state).fields).not.toHaveProperty("password");
    expect(buildDraft(editing, state).clear).toEqual([]);
  });

  it("asks for the value once *Replace* was pressed, and sends it", () => {
    const opened = typing(editing, { type: "replace", field: "password" });
    expect(problemsOf(editing, opened)).toMatchObject([{ field: "/password" }]);
    const state = reduceDraft(editing, opened, typed({ ...valuesOf(opened), password: "new" }));
    expect(buildDraft(editing, state).fields).toMatchObject({ password: "new" });
  });

  it("forgets the replacement when the saved one is kept after all", () => {
    const state = typing(
      editing,
      { type: "replace", field: "password" },
      typed({ ...STORED.credential.public, password: "new" }),
      { type: "keep", field: "password" },
    );
    expect(buildDraft(editing, state).fields).not.toHaveProperty("password");
  });

  it("clears an optional secret only when told so", () => {
    const state = typing(editing, { type: "clear", field: "ca_certificate" });
    expect(buildDraft(editing, state).clear).toEqual(["ca_certificate"]);
  });

  it("clears a public field that was emptied", () => {
    const { username: _, ...rest } = STORED.credential.public;
    expect(buildDraft(editing, typing(editing, typed(rest))).clear).toEqual(["username"]);
  });

  it("wants every stored secret again when the host changes", () => {
    const state = typing(editing, typed({ ...STORED.credential.public, host: "evil.example" }));
    expect(secretState(editing, state, "password")).toBe("reenter");
    expect(problemsOf(editing, state).map(({ field }) => field)).toEqual([
      "/password",
      "/ca_certificate",
    ]);
    const back = reduceDraft(editing, state, typed({ ...STORED.credential.public }));
    expect(problemsOf(editing, back)).toEqual([]);
  });

  it("wants them again when the core says so, whatever changed", () => {
    const state = typing(editing, { type: "reenter" });
    expect(problemsOf(editing, state)).toHaveLength(2);
  });

  it("does not carry an accepted host key over to another host", () => {
    const approved: DraftAction = { type: "approved", approvals: { host_key: "SHA256:abc" } };
    const state = typing(adding, typed({ host: "a", username: "u" }), approved);
    expect(state.approvals.host_key).toBe("SHA256:abc");
    expect(
      reduceDraft(adding, state, typed({ host: "b", username: "u" })).approvals.host_key,
    ).toBeNull();
    expect(reduceDraft(adding, state, typed({ host: "a", username: "v" })).approvals.host_key).toBe(
      "SHA256:abc",
    );
  });
});
