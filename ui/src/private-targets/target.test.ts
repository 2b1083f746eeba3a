import { expect, it } from "vitest";
import { OperationFailure } from "../platform";
import { targetToAllow } from "./target";

const refused = (details: unknown) =>
  new OperationFailure({ code: "webhook.invalid", message: "No", hint: null, details });

it("asks about what the core asks about, by number and by name", () => {
  for (const address of ["100.64.0.1:443", "foo.localhost:443", "login.corp:8443"]) {
    expect(targetToAllow(refused({ code: "egress.private_address", address }))).toBe(address);
  }
});

it("asks about nothing that may never be allowed, nor about other refusals", () => {
  expect(targetToAllow(refused({ code: "egress.private_address", address: null }))).toBeUndefined();
  expect(targetToAllow(refused({ address: "https://a.example" }))).toBeUndefined();
  expect(targetToAllow(refused(null))).toBeUndefined();
  expect(targetToAllow(null)).toBeUndefined();
});
