import { describe, expect, it } from "vitest";
import { makeApp } from "../../platform/fake/sample-connections";
import {
  type AppDraft,
  addRequest,
  appProblems,
  openAppDraft,
  readScopes,
  targetToAllow,
  updateRequest,
} from "./draft";

const SCHEMA = { type: "object" as const, properties: { tenant: { type: "string" as const } } };
const OF = { connector: "google-sheets", auth: "oauth2" };

const draft = (change: Partial<AppDraft> = {}): AppDraft => ({
  ...openAppDraft(undefined),
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
  it("asks about private addresses, and an approval ends with its address", () => {
    const typed = draft({ fields: { tenant: "http://127.0.0.1:9000/token" } });
    expect(targetToAllow(typed)).toBe("127.0.0.1:9000");
    const allowed = { ...typed, allowed: ["127.0.0.1:9000", "login.corp:443"] };
    expect(targetToAllow(allowed)).toBeUndefined();
    expect(addRequest(allowed, SCHEMA, OF).private).toEqual(["127.0.0.1:9000", "login.corp:443"]);
    const moved = { ...allowed, fields: { tenant: "https://login.example.org" } };
    expect(addRequest(moved, SCHEMA, OF).private).toEqual(["login.corp:443"]);
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
  it("sends the fields of the app, and nothing that is not one", () => {
    const fields = { tenant: "acme", other: "x", empty: "" };
    expect(addRequest(draft({ fields }), SCHEMA, OF).fields).toEqual({ tenant: "acme" });
  });
});
