import { describe, expect, it } from "vitest";
import { makeApp } from "../../platform/fake/sample-connections";
import {
  type AppDraft,
  addRequest,
  appProblems,
  openAppDraft,
  readScopes,
  typeSecret,
  updateRequest,
} from "./draft";

const SCHEMA = { type: "object" as const, properties: { tenant: { type: "string" as const } } };
const OF = { connector: "google-sheets", auth: "oauth2" };

const draft = (change: Partial<AppDraft> = {}): AppDraft => ({
  ...openAppDraft(undefined, {
    redirect_rule: "any_port",
    redirect: { kind: "loopback" },
    scopes: [],
  }),
  clientId: "id",
  ...change,
});

describe("an OAuth app's draft", () => {
  it("needs a client id, a port that may be bound, and an https address", () => {
    expect(appProblems(draft({ clientId: " " }))).toEqual(["clientId"]);
    const port = { kind: "localhost_port" as const, port: "80", address: "" };
    expect(appProblems(draft({ redirect: port }))).toEqual(["port"]);
    expect(appProblems(draft({ redirect: { ...port, port: "8914" } }))).toEqual([]);
    const address = { kind: "address" as const, port: "", address: "http://a.example" };
    expect(appProblems(draft({ redirect: address }))).toEqual(["address"]);
  });
  it("takes a day as its last moment, and refuses days that do not exist", () => {
    expect(appProblems(draft({ secretEnds: "2027-02-31" }))).toEqual(["secretEnds"]);
    expect(appProblems(draft({ secretEnds: "soon" }))).toEqual(["secretEnds"]);
    const request = addRequest(draft({ secretEnds: "2027-03-31" }), SCHEMA, OF);
    expect(request.secret_expires_at).toBe("2027-03-31T23:59:59.000Z");
  });
  it("sends the approvals of the person, and ends one with its address", () => {
    const typed = draft({ fields: { tenant: "http://127.0.0.1:9000/token" } });
    expect(addRequest(typed, SCHEMA, OF).private).toEqual([]);
    const allowed = { ...typed, allowed: ["login.corp:443"] };
    expect(addRequest(allowed, SCHEMA, OF).private).toEqual(["login.corp:443"]);
    const app = makeApp({
      name: "A",
      connector: "google-sheets",
      public: { tenant: "http://127.0.0.1:9000/token" },
      private: ["127.0.0.1:9000", "elsewhere.corp:443"],
    });
    const opened = openAppDraft(app);
    expect(updateRequest(opened, SCHEMA, app).private).toEqual(app.private);
    const moved = {
      ...opened,
      fields: { tenant: "https://login.corp" },
      allowed: ["login.corp:443"],
    };
    const { private: approved } = updateRequest(moved, SCHEMA, app);
    expect(approved).toEqual(["elsewhere.corp:443", "login.corp:443"]);
  });
  it("reads scopes however they are separated", () => {
    expect(readScopes("a  b,c\nd a")).toEqual(["a", "b", "c", "d"]);
    expect(addRequest(draft(), SCHEMA, OF).scopes).toBeNull();
  });
  it("keeps the stored secret by leaving it out", () => {
    const app = makeApp({ name: "A", connector: "google-sheets", version: 4 });
    const opened = openAppDraft(app);
    expect(opened.secret).toBe("");
    const request = updateRequest(opened, SCHEMA, app);
    expect(request).toMatchObject({ oauth_app: app.id, version: 4, client_secret: null });
  });
  it("leaves out what was not edited, and names what was emptied", () => {
    const app = makeApp({
      name: "A",
      connector: "google-sheets",
      scopes: ["a", "b"],
      usual_scopes: false,
      secret_expires_at: "2026-03-31T23:59:59Z",
    });
    const opened = openAppDraft(app);
    const untouched = updateRequest(opened, SCHEMA, app);
    expect(untouched).toMatchObject({ scopes: null, secret_expires_at: null, clear: [] });
    const emptied = updateRequest({ ...opened, scopes: " ", secretEnds: "" }, SCHEMA, app);
    expect(emptied).toMatchObject({ scopes: null, clear: ["scopes", "secret_expires_at"] });
    const changed = updateRequest(
      { ...opened, scopes: "a", secretEnds: "2027-01-31" },
      SCHEMA,
      app,
    );
    expect(changed).toMatchObject({ scopes: ["a"], secret_expires_at: "2027-01-31T23:59:59.000Z" });
    expect(changed.clear).toEqual([]);
    expect(appProblems({ ...opened, name: " " }, app)).toEqual(["name"]);
  });
  it("does not pin the connector's own scopes", () => {
    const app = makeApp({ name: "A", connector: "google-sheets", scopes: ["a"] });
    expect(openAppDraft(app).scopes).toBe("");
    expect(updateRequest(openAppDraft(app), SCHEMA, app)).toMatchObject({
      scopes: null,
      clear: [],
    });
  });
  it("ends the old secret's end with it", () => {
    const end = "2026-03-31T23:59:59Z";
    const app = makeApp({ name: "A", connector: "google-sheets", secret_expires_at: end });
    const opened = openAppDraft(app);
    const rotated = { ...opened, ...typeSecret(opened, "n", app) };
    expect(rotated.secretEnds).toBe("");
    expect({ ...rotated, ...typeSecret(rotated, "", app) }).toEqual(opened);
    const dated = { ...rotated, secretEnds: "2027-03-31" };
    expect(typeSecret(dated, "new", app)).toEqual({ secret: "new" });
    const same = updateRequest({ ...rotated, secretEnds: "2026-03-31" }, SCHEMA, app);
    expect(same).toMatchObject({ secret_expires_at: "2026-03-31T23:59:59.000Z", clear: [] });
  });
  it("gives the proposed path back", () => {
    const request = addRequest(draft(), SCHEMA, { ...OF, redirect_path: "0af3" });
    expect(request.redirect_path).toBe("0af3");
  });
  it("sends the fields of the app, and nothing that is not one", () => {
    const fields = { tenant: "acme", other: "x", empty: "" };
    expect(addRequest(draft({ fields }), SCHEMA, OF).fields).toEqual({ tenant: "acme" });
  });
});
