/** What a person chose before signing in, and how it becomes a request. */
import {
  compact,
  defaultValues,
  type ObjectSchema,
  type Values,
} from "../../credentials/form/schema";
import { signInSchema } from "../../credentials/form/sign-in-schemes";
import type { AuthScheme, OAuthApp, Request, SignInGrant } from "../../protocol";

export interface SignInDraft {
  name: string;
  /** The chosen OAuth app's id. */
  app: string | undefined;
  fields: Values;
}

/** The app that signs in: the chosen one, or the one that did before, or the first. */
export function appOf(
  draft: SignInDraft,
  apps: readonly OAuthApp[],
  before?: string,
): OAuthApp | undefined {
  return (
    apps.find(({ id }) => id === draft.app) ?? apps.find(({ name }) => name === before) ?? apps[0]
  );
}

/** The fields that this sign-in has to ask. */
export function askedSchema(scheme: AuthScheme, app: OAuthApp | undefined): ObjectSchema {
  return signInSchema(scheme, app?.public ?? {});
}

export function openSignInDraft(scheme: AuthScheme, given: Values = {}): SignInDraft {
  const schema = signInSchema(scheme, {});
  const known = Object.entries(given).filter(([name]) => name in schema.properties);
  return {
    name: "",
    app: undefined,
    fields: { ...defaultValues(schema), ...Object.fromEntries(known) },
  };
}

/** Whether something was typed since. The chosen OAuth app is not: it is one click away. */
export function hasChanged(opened: SignInDraft, draft: SignInDraft): boolean {
  const typed = ({ name, fields }: SignInDraft) =>
    JSON.stringify([name.trim(), Object.entries(fields).filter(isFilled).sort()]);
  return typed(opened) !== typed(draft);
}

/** Whether the provider gives codes to type on another device (RFC 8628), with the fields that are known. */
export function offersDevice(scheme: AuthScheme | undefined, known: Values): boolean {
  const needed = scheme?.device_fields;
  return needed?.every((name) => isFilled([name, known[name]])) ?? false;
}

function isFilled([, value]: [string, unknown]): boolean {
  return value !== undefined && value !== null && value !== "";
}

export function startRequest(
  draft: SignInDraft,
  of: { connector: string; scheme: AuthScheme; app: OAuthApp; grant: SignInGrant },
): Request<"sign_in.start"> {
  return {
    connector: of.connector,
    auth: of.scheme.id,
    oauth_app: of.app.id,
    grant: of.grant,
    name: draft.name.trim() || null,
    fields: compact(askedSchema(of.scheme, of.app), draft.fields),
  };
}
