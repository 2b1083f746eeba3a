/**
 * What a person has typed about an OAuth app, and how it becomes a request. A stored client secret
 * is kept by leaving it out. Deliberately absent: words, components.
 */
import { compact, type ObjectSchema, type Values } from "../../credentials/form/schema";
import type { OAuthApp, Registration, Request } from "../../protocol";
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
  /** Loopback or private addresses that the person allowed for these fields. */
  allowed: readonly string[];
}

export type AppProblem = "clientId" | "port" | "address" | "name" | "secretEnds";

export function openAppDraft(
  app: OAuthApp | undefined,
  registration?: Registration | null,
): AppDraft {
  return {
    name: app?.name ?? "",
    clientId: app?.client_id ?? "",
    secret: "",
    scopes: app && !app.usual_scopes ? app.scopes.join(" ") : "",
    redirect: typedRedirect(app, registration ?? undefined),
    fields: app?.public ?? {},
    secretEnds: storedEnd(app),
    testMode: app?.test_mode ?? false,
    allowed: [],
  };
}

function storedEnd(app: OAuthApp | undefined): string {
  return app?.secret_expires_at?.slice(0, 10) ?? "";
}

/** A new secret begins without the end of the one before; taking it back brings that end back. */
export function typeSecret(
  draft: AppDraft,
  secret: string,
  app: OAuthApp | undefined,
): Partial<AppDraft> {
  const untouched = draft.secretEnds === (draft.secret ? "" : storedEnd(app));
  return untouched ? { secret, secretEnds: secret ? "" : storedEnd(app) } : { secret };
}

/** `host:port` of every web address among fields, as approvals name them. */
function targets(fields: Values): string[] {
  return Object.values(fields).flatMap((text) => {
    const url = typeof text === "string" && URL.canParse(text.trim()) ? new URL(text.trim()) : null;
    if (!url || !/^https?:$/.test(url.protocol)) return [];
    return `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
  });
}

/** An approval ends with the address that it was given for; one of the command line's for no field stays. */
function approvals(draft: AppDraft, app: OAuthApp | undefined): string[] {
  const [before, now] = [targets(app?.public ?? {}), targets(draft.fields)];
  const kept = (app?.private ?? []).filter((one) => now.includes(one) || !before.includes(one));
  return [...new Set([...kept, ...draft.allowed])];
}

/** What is missing or wrong, in the order of the form. */
export function appProblems(draft: AppDraft, app?: OAuthApp): AppProblem[] {
  const problems: AppProblem[] = [];
  if (!draft.clientId.trim()) problems.push("clientId");
  if (!readRedirect(draft.redirect)) {
    problems.push(draft.redirect.kind === "address" ? "address" : "port");
  }
  if (app && !draft.name.trim()) problems.push("name");
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
  return {
    name: draft.name.trim() || null,
    client_id: draft.clientId.trim(),
    client_secret: draft.secret || null,
    fields: compact(schema, draft.fields),
    test_mode: draft.testMode,
  };
}

export function addRequest(
  draft: AppDraft,
  schema: ObjectSchema,
  of: { connector: string; auth: string; redirect_path?: string | undefined },
): Request<"oauth_app.add"> {
  const scopes = readScopes(draft.scopes);
  return {
    ...shared(draft, schema),
    connector: of.connector,
    auth: of.auth,
    redirect_path: of.redirect_path ?? null,
    scopes: scopes.length > 0 ? scopes : null,
    secret_expires_at: endOfDay(draft.secretEnds) ?? null,
    redirect: readRedirect(draft.redirect) ?? null,
    private: approvals(draft, undefined),
  };
}

/** What was not edited is left out, and so stays; what was emptied is named, and so goes. */
export function updateRequest(
  draft: AppDraft,
  schema: ObjectSchema,
  app: OAuthApp,
): Request<"oauth_app.update"> {
  const opened = openAppDraft(app);
  const scopes = readScopes(draft.scopes);
  const end = endOfDay(draft.secretEnds);
  const scopesChanged = scopes.join(" ") !== opened.scopes;
  // Told with a new secret even if it is the old day: the core forgets the old secret's end.
  const endChanged = draft.secretEnds.trim() !== opened.secretEnds || draft.secret !== "";
  const clear: Request<"oauth_app.update">["clear"] = [];
  if (scopesChanged && scopes.length === 0) clear.push("scopes");
  if (endChanged && !end && opened.secretEnds) clear.push("secret_expires_at");
  return {
    ...shared(draft, schema),
    oauth_app: app.id,
    version: app.version,
    scopes: scopesChanged && scopes.length > 0 ? scopes : null,
    secret_expires_at: endChanged && end ? end : null,
    redirect: readRedirect(draft.redirect) ?? null,
    private: approvals(draft, app),
    clear,
  };
}
