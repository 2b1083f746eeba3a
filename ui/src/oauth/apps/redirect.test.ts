import { describe, expect, it } from "vitest";
import { makeApp, SAMPLE_PATH } from "../../platform/fake/sample-connections";
import { authSchemesOf } from "../../platform/fake/schemas";
import type { Redirect } from "../../protocol";
import { readRedirect, redirectAddress, typedRedirect } from "./redirect";

const registrationOf = (id: string, name: string) =>
  authSchemesOf(id, name).find(({ kind }) => kind === "oauth2")?.registration ?? undefined;

describe("how the browser comes back", () => {
  it.each([
    ["google-sheets", "Google Sheets", "registered", "loopback_port", "http://127.0.0.1:47931/"],
    ["shopify", "Shopify", "any_port", "loopback", "http://127.0.0.1/"],
    ["hubspot", "HubSpot", "localhost", "localhost_port", "http://localhost:47931/"],
  ])("%s begins as its provider takes it", (id, name, rule, kind, start) => {
    const registration = registrationOf(id, name);
    expect(registration?.redirect_rule).toBe(rule);
    const typed = typedRedirect(undefined, registration);
    expect(typed.kind).toBe(kind);
    expect(redirectAddress(readRedirect(typed), SAMPLE_PATH)).toBe(`${start}${SAMPLE_PATH}`);
  });
  it("asks for an https address where the provider demands one", () => {
    const typed = typedRedirect(undefined, registrationOf("slack", "Slack"));
    expect(typed).toMatchObject({ kind: "address", address: "" });
    expect(redirectAddress(readRedirect(typed), SAMPLE_PATH)).toBeUndefined();
    const given = readRedirect({ ...typed, address: " https://a.example/back " });
    expect(redirectAddress(given, undefined)).toBe("https://a.example/back");
  });
  it("keeps what an app has", () => {
    const redirect: Redirect = { kind: "localhost_port", port: 8914 };
    const app = makeApp({ name: "A", connector: "google-sheets", redirect });
    const typed = typedRedirect(app, registrationOf("google-sheets", "Google Sheets"));
    expect(readRedirect(typed)).toEqual(redirect);
  });
});
