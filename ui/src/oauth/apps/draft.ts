/**
 * What a person has typed about an OAuth app, and how it becomes a request. A stored client secret
 * is kept by leaving it out. Deliberately absent: words, components.
 */
import { compact, type ObjectSchema, type Values } from "../../credentials/form/schema";
import { privateTarget } from "../../private-targets";
import type { OAuthApp, Request } from "../../protocol";
import { readRedirect, type TypedRedirect, typedRedirect } from "./redirect";

export interface AppDraft {
  name: string;
  clientId: string;
  secret: string;
  scopes: string;
  redirect: TypedRedirect;
  fields: Values;
  /** A day: `2027-03-31`. */
  secretEnds: string;
  testMode: boolean;
  /** Loopback or private addresses that the person allowed. */
  allowed: readonly string[];
}

export type AppProblem = "clientId" | "port" | "address" | "secretEnds";

export function openAppDraft(app: OAuthApp | undefined): AppDraft {
  return {
    name: app?.name ?? "",
    clientId: app?.client_id ?? "",
    secret: "",
    scopes: app?.scopes.join(" ") ?? "",
    redirect: typedRedirect(app?.redirect),
    fields: app?.public ?? {},
    secretEnds: app?.secret_expires_at?.slice(0, 10) ?? "",
    testMode: app?.test_mode ?? false,
    allowed: app?.private ?? [],
  };
}

/** Private addresses among the fields. */
function privateTargets(draft: AppDraft): string[] {
  const texts = Object.values(draft.fields).filter((value) => typeof value === "string");
  return [...new Set(texts.flatMap((text) => privateTarget(text) ?? []))];
}

/** An approval ends with the address that it was given for. Names are approved at the command line only. */
function approvals(draft: AppDraft): string[] {
  const targets = privateTargets(draft);
  const isName = (target: string) => !privateTarget(`https://${target}`);
  return draft.allowed.filter((target) => targets.includes(target) || isName(target));
}

/** What has to be allowed before anything is sent there. */
export function targetToAllow(draft: AppDraft): string | undefined {
  return privateTargets(draft).find((target) => !draft.allowed.includes(target));
}

/** What is missing or wrong, in the order of the form. */
export function appProblems(draft: AppDraft): AppProblem[] {
  const problems: AppProblem[] = [];
  if (!draft.clientId.trim()) problems.push("clientId");
  if (!readRedirect(draft.redirect)) {
    problems.push(draft.redirect.kind === "address" ? "address" : "port");
  }
  if (draft.secretEnds.trim() && !endOfDay(draft.secretEnds)) problems.push("secretEnds");
  return problems;
}

/** Scopes, however they are separated: spaces, commas or lines. */
export function readScopes(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** The last moment of a day; undefined when it is no day. */
function endOfDay(day: string): string | undefined {
  const text = day.trim();
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T23:59:59Z`) : Number.NaN;
  // "2027-02-31" is taken for a day in March by some engines.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text
    ? undefined
    : new Date(at).toISOString();
}

function shared(draft: AppDraft, schema: ObjectSchema) {
  const scopes = readScopes(draft.scopes);
  return {
    name: draft.name.trim() || null,
    client_id: draft.clientId.trim(),
    client_secret: draft.secret || null,
    scopes: scopes.length > 0 ? scopes : null,
    fields: compact(schema, draft.fields),
    secret_expires_at: endOfDay(draft.secretEnds) ?? null,
    test_mode: draft.testMode,
    private: approvals(draft),
  };
}

export function addRequest(
  draft: AppDraft,
  schema: ObjectSchema,
  of: { connector: string; auth: string },
): Request<"oauth_app.add"> {
  const redirect = readRedirect(draft.redirect) ?? { kind: "loopback" };
  return { ...of, ...shared(draft, schema), redirect };
}

export function updateRequest(
  draft: AppDraft,
  schema: ObjectSchema,
  app: OAuthApp,
): Request<"oauth_app.update"> {
  const redirect = readRedirect(draft.redirect) ?? null;
  return { oauth_app: app.id, version: app.version, ...shared(draft, schema), redirect };
}
