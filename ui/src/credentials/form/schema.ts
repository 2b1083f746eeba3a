/**
 * Reads a connector's field schema: a flat JSON Schema object whose hints stand under `x-credenza`.
 * Deliberately absent: validation (validator.ts) and anything that draws.
 */

/** Hints for the form; none of them changes what is valid. */
export interface Hints {
  group?: string;
  order?: number;
  advanced?: boolean;
  multiline?: boolean;
  file?: "private_key" | "certificate" | "json";
  placeholder?: string;
  help?: string;
  suffix?: string;
  labels?: string[];
}

/** One field, as the connector's schema writes it. */
export interface FieldSchema {
  type?: "string" | "integer" | "number" | "boolean";
  title?: string;
  description?: string;
  writeOnly?: boolean;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  "x-credenza"?: Hints;
}

/** The schema of one authentication method. */
export interface ObjectSchema {
  type: "object";
  title?: string;
  description?: string;
  properties: Record<string, FieldSchema>;
  required?: string[];
  dependentRequired?: Record<string, string[]>;
  additionalProperties?: boolean;
}

/** What was typed, by field. */
export type Values = Record<string, unknown>;

/** The hints of a field; an empty object when it has none. */
export function hintsOf(field: FieldSchema | undefined): Hints {
  return field?.["x-credenza"] ?? {};
}

/** Takes the schema off the wire, where its type is "any JSON". A form without fields is possible. */
export function parseObjectSchema(schema: unknown): ObjectSchema {
  const given = isRecord(schema) ? schema : {};
  const properties = isRecord(given.properties) ? given.properties : {};
  return { ...given, type: "object", properties: properties as Record<string, FieldSchema> };
}

/** Field names in the order of the form: by `order`, then as the schema lists them. */
export function orderedFields(schema: ObjectSchema): string[] {
  const names = Object.keys(schema.properties);
  const place = (name: string) => hintsOf(schema.properties[name]).order ?? Number.MAX_SAFE_INTEGER;
  return names
    .map((name, index) => ({ name, index }))
    .sort((a, b) => place(a.name) - place(b.name) || a.index - b.index)
    .map(({ name }) => name);
}

/** A run of fields that stand together under one heading. */
export interface FieldGroup {
  title: string | null;
  names: string[];
}

/** The visible groups in order of first appearance, and what stands behind *Advanced*. */
export function groupFields(schema: ObjectSchema): { groups: FieldGroup[]; advanced: string[] } {
  const groups: FieldGroup[] = [];
  const advanced: string[] = [];
  for (const name of orderedFields(schema)) {
    const hints = hintsOf(schema.properties[name]);
    if (hints.advanced) {
      advanced.push(name);
      continue;
    }
    const title = hints.group ?? null;
    const known = groups.find((group) => group.title === title);
    if (known) known.names.push(name);
    else groups.push({ title, names: [name] });
  }
  return { groups, advanced };
}

/** Names of the secret fields, in the order of the form. */
export function secretFields(schema: ObjectSchema): string[] {
  return orderedFields(schema).filter((name) => schema.properties[name]?.writeOnly === true);
}

/** Whether leaving the field empty is an error. */
export function isRequired(schema: ObjectSchema, name: string): boolean {
  return schema.required?.includes(name) ?? false;
}

/** The same schema where stored secrets in `kept` may stay empty: the core fills them in. */
export function withKept(schema: ObjectSchema, kept: ReadonlySet<string>): ObjectSchema {
  if (kept.size === 0) return schema;
  const required = (schema.required ?? []).filter((name) => !kept.has(name));
  const dependent = Object.entries(schema.dependentRequired ?? {}).map(
    ([name, needs]) => [name, needs.filter((need) => !kept.has(need))] as const,
  );
  return { ...schema, required, dependentRequired: Object.fromEntries(dependent) };
}

/** Values that belong to the schema and are not empty: what is validated and sent. */
export function compact(schema: ObjectSchema, values: Values): Values {
  const kept: Values = {};
  for (const name of orderedFields(schema)) {
    const value = values[name];
    if (value !== undefined && value !== null && value !== "") kept[name] = value;
  }
  return kept;
}

/** The values a new form begins with. Secrets have no default. */
export function defaultValues(schema: ObjectSchema): Values {
  const values: Values = {};
  for (const [name, field] of Object.entries(schema.properties)) {
    if (field.writeOnly) continue;
    if (field.const !== undefined) values[name] = field.const;
    else if (field.default !== undefined) values[name] = field.default;
  }
  return values;
}

const HOST_NAMES = new Set([
  "host",
  "hostname",
  "server",
  "base_url",
  "url",
  "endpoint",
  "token_url",
  "authorize_url",
  "domain",
  "subdomain",
  "instance",
  "tenant",
  "site",
  "port",
]);

/** Whether a change of this field changes where the secret is sent. The core has the last word. */
export function leadsElsewhere(name: string, field: FieldSchema | undefined): boolean {
  if (!field || field.writeOnly) return false;
  return HOST_NAMES.has(name) || field.format === "uri" || field.format === "hostname";
}

/** The host-like fields whose value differs from the stored one. */
export function changedHosts(schema: ObjectSchema, before: Values, now: Values): string[] {
  return orderedFields(schema).filter((name) => {
    const field = schema.properties[name];
    // An empty field means its default, to the core as well.
    const text = (values: Values) => String(values[name] ?? field?.default ?? "");
    return leadsElsewhere(name, field) && text(before) !== text(now);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
