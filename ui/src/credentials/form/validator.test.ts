import type { RJSFSchema } from "@rjsf/utils";
import { describe, expect, it } from "vitest";
import { CONNECTOR } from "../test-fixtures";
import { compact, parseObjectSchema, withKept } from "./schema";
import { findProblems, InterpretingValidator, toFieldErrors } from "./validator";

const schema = parseObjectSchema(CONNECTOR.auth[0]?.schema);

describe("the interpreting validator", () => {
  it("accepts a complete draft", () => {
    const draft = { host: "db.example.org", port: 5432, username: "app", password: "s" };
    expect(findProblems(schema, draft)).toEqual([]);
  });

  it("names every missing field by its pointer, not only the first", () => {
    expect(findProblems(schema, { port: 1 }).map(({ field, keyword }) => [field, keyword])).toEqual(
      [
        ["/host", "required"],
        ["/username", "required"],
        ["/password", "required"],
      ],
    );
  });

  it("tells the limit that was broken", () => {
    const draft = { host: "db", port: 70_000, username: "a", password: "b" };
    expect(findProblems(schema, draft)).toEqual([
      { field: "/port", keyword: "maximum", limit: 65535 },
    ]);
  });

  it("says that text is no number instead of losing it", () => {
    const draft = { host: "db", port: "54x2", username: "a", password: "b" };
    expect(findProblems(schema, draft)).toEqual([
      { field: "/port", keyword: "type", limit: "integer" },
    ]);
  });

  it("requires what another field depends on", () => {
    const dependent = {
      type: "object",
      properties: { key: { type: "string" }, passphrase: { type: "string" } },
      dependentRequired: { key: ["passphrase"] },
    };
    expect(findProblems(dependent, { key: "k" })).toEqual([
      { field: "/passphrase", keyword: "required" },
    ]);
    expect(findProblems(dependent, {})).toEqual([]);
  });

  it("tells the branches of a oneOf apart by their constant", () => {
    const either = {
      oneOf: [
        { type: "object", properties: { auth: { const: "a" } }, required: ["auth"] },
        {
          type: "object",
          properties: { auth: { const: "b" }, token: { type: "string" } },
          required: ["auth", "token"],
        },
      ],
    };
    const validator = new InterpretingValidator(() => "wrong");
    expect(validator.isValid(either as RJSFSchema, { auth: "a" })).toBe(true);
    expect(validator.isValid(either as RJSFSchema, { auth: "b" })).toBe(false);
    expect(validator.isValid(either as RJSFSchema, { auth: "b", token: "t" })).toBe(true);
  });

  it("leaves a pattern that only the core understands to the core", () => {
    const odd = { type: "object", properties: { a: { type: "string", pattern: "(?i)^x" } } };
    expect(findProblems(odd, { a: "y" })).toEqual([]);
    const plain = { type: "object", properties: { a: { type: "string", pattern: "^x" } } };
    expect(findProblems(plain, { a: "y" })).toEqual([
      { field: "/a", keyword: "pattern", limit: "^x" },
    ]);
  });

  it("does not choke on values that were emptied", () => {
    expect(findProblems({ type: "object", properties: {} }, { gone: undefined })).toEqual([]);
  });

  it("gives RJSF its error schema, with words for the keyword", () => {
    const validator = new InterpretingValidator(({ keyword, field }) => `${keyword} ${field}`);
    const { errorSchema } = validator.validateFormData({ port: 1 }, schema as RJSFSchema);
    expect(errorSchema).toMatchObject({ host: { __errors: ["required /host"] } });
  });
});

describe("what is sent", () => {
  it("has no empty values and no fields of another method", () => {
    expect(compact(schema, { host: "db", username: "", connection_string: "x" })).toEqual({
      host: "db",
    });
  });

  it("may leave a kept secret out", () => {
    const kept = withKept(schema, new Set(["password"]));
    expect(findProblems(kept, { host: "db", username: "a" })).toEqual([]);
    expect(findProblems(schema, { host: "db", username: "a" })).toHaveLength(1);
  });
});

it("places the core's messages under their fields", () => {
  const errors = toFieldErrors(new Map([["/port", ["is taken"]]]));
  expect(errors).toEqual({ port: { __errors: ["is taken"] } });
});
