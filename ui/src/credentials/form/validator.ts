/**
 * Validates drafts with an interpreter. AJV compiles schemas with `new Function`, which the content
 * security policy of this window forbids; `@cfworker/json-schema` walks the schema instead.
 * Deliberately absent: words. A problem is a keyword and its parameters; `messages.ts` says it.
 */
import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import {
  type CustomValidator,
  createErrorHandler,
  type ErrorSchema,
  type ErrorTransformer,
  type RJSFSchema,
  type RJSFValidationError,
  toErrorSchema,
  type UiSchema,
  unwrapErrorHandler,
  type ValidationData,
  type ValidatorType,
  validationDataMerge,
} from "@rjsf/utils";
import type { Values } from "./schema";

/** One thing wrong with a draft. */
export interface Problem {
  /** Where, as a JSON Pointer (RFC 6901). */
  field: string;
  /** The schema keyword that was not met. */
  keyword: string;
  /** The keyword's value: a length, a bound, a format. */
  limit?: string | number;
}

/** Keywords that only repeat what an inner keyword says better. */
const CONTAINERS = new Set(["properties", "items", "allOf", "anyOf", "$ref", "if", "then", "else"]);

/** Everything wrong with `data`, at most one problem per field, in the schema's order. */
export function findProblems(schema: unknown, data: unknown): Problem[] {
  const usable = withUsablePatterns(schema);
  const result = new Validator(usable as Schema, "2020-12", false).validate(withoutUndefined(data));
  if (result.valid) return [];
  const problems = result.errors.flatMap((unit) => problemsOf(unit, usable, data));
  const first = new Map<string, Problem>();
  for (const problem of problems) {
    if (!first.has(problem.field)) first.set(problem.field, problem);
  }
  return [...first.values()];
}

function problemsOf(unit: OutputUnit, schema: unknown, data: unknown): Problem[] {
  if (CONTAINERS.has(unit.keyword)) return [];
  const field = unit.instanceLocation.replace(/^#/, "");
  // The last part of the location is the keyword, except where the library misspells it.
  const limit = at(schema, unit.keywordLocation.replace(/[^/]*$/, unit.keyword));
  if (unit.keyword === "required" && Array.isArray(limit))
    return missing(field, limit, at(data, field));
  if (unit.keyword === "dependentRequired") {
    const owner = at(data, field);
    const lists = isRecord(limit) && isRecord(owner) ? limit : {};
    return Object.entries(lists).flatMap(([name, needs]) =>
      isRecord(owner) && Object.hasOwn(owner, name) && Array.isArray(needs)
        ? missing(field, needs, owner)
        : [],
    );
  }
  const shown = typeof limit === "number" || typeof limit === "string" ? { limit } : {};
  return [{ field, keyword: unit.keyword, ...shown }];
}

/** The library names the missing property only in a sentence; it is worked out from the data instead. */
function missing(parent: string, names: unknown[], owner: unknown): Problem[] {
  const present = isRecord(owner) ? owner : {};
  return names
    .filter((name): name is string => typeof name === "string" && present[name] === undefined)
    .map((name) => ({ field: `${parent}/${escapePointer(name)}`, keyword: "required" }));
}

/** Resolves a JSON Pointer, with or without `#` in front. */
function at(root: unknown, pointer: string): unknown {
  const parts = pointer.replace(/^#/, "").split("/").slice(1).map(unescapePointer);
  return parts.reduce<unknown>(
    (value, part) =>
      Array.isArray(value) ? value[Number(part)] : isRecord(value) ? value[part] : undefined,
    root,
  );
}

/** A pattern in the core's dialect may not compile here; then only the core checks it. */
function withUsablePatterns(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withUsablePatterns);
  if (!isRecord(schema)) return schema;
  const entries = Object.entries(schema)
    .filter(([key, value]) => !(key === "pattern" && typeof value === "string" && !compiles(value)))
    .map(([key, value]) => [key, withUsablePatterns(value)] as const);
  return Object.fromEntries(entries);
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

function withoutUndefined(data: unknown): unknown {
  if (Array.isArray(data)) return data.map((item) => withoutUndefined(item) ?? null);
  if (!isRecord(data)) return data ?? null;
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutUndefined(value)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

export function unescapePointer(part: string): string {
  return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Says a problem in words. */
export type Say = (problem: Problem) => string;

/** The same validator in the shape that RJSF asks for. */
export class InterpretingValidator implements ValidatorType<Values, RJSFSchema> {
  private readonly say: Say;

  constructor(say: Say) {
    this.say = say;
  }

  rawValidation<Result = unknown>(schema: RJSFSchema, formData?: unknown): { errors?: Result[] } {
    const errors = findProblems(schema, formData).map((problem) => this.toError(problem));
    return errors.length > 0 ? { errors: errors as Result[] } : {};
  }

  isValid(schema: RJSFSchema, formData: unknown): boolean {
    try {
      return findProblems(schema, formData).length === 0;
    } catch {
      return false;
    }
  }

  validateFormData(
    formData: Values | undefined,
    schema: RJSFSchema,
    customValidate?: CustomValidator<Values, RJSFSchema>,
    transformErrors?: ErrorTransformer<Values, RJSFSchema>,
    uiSchema?: UiSchema<Values, RJSFSchema>,
  ): ValidationData<Values> {
    const found = findProblems(schema, formData).map((problem) => this.toError(problem));
    const errors = transformErrors ? transformErrors(found, uiSchema) : found;
    const data: ValidationData<Values> = { errors, errorSchema: toErrorSchema(errors) };
    if (!customValidate) return data;
    const handler = customValidate(
      formData,
      createErrorHandler(formData),
      uiSchema,
      data.errorSchema,
    );
    return validationDataMerge(data, unwrapErrorHandler(handler));
  }

  private toError(problem: Problem): RJSFValidationError {
    const parts = problem.field.split("/").slice(1).map(unescapePointer);
    const message = this.say(problem);
    return {
      name: problem.keyword,
      property: parts.map((part) => `.${part}`).join(""),
      message,
      params: problem.limit === undefined ? {} : { limit: problem.limit },
      stack: message,
    };
  }
}

/** Messages by JSON Pointer, as RJSF's error schema; pointers deeper than one level are kept whole. */
export function toFieldErrors(messages: ReadonlyMap<string, string[]>): ErrorSchema<Values> {
  const errors = [...messages].flatMap(([field, texts]) =>
    texts.map((message) => ({
      property: field
        .split("/")
        .slice(1)
        .map((part) => `.${unescapePointer(part)}`)
        .join(""),
      message,
      stack: message,
    })),
  );
  return toErrorSchema(errors as RJSFValidationError[]);
}
