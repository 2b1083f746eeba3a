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

/** The app that signs in: the chosen one, or the first. */
export function appOf(draft: SignInDraft, apps: readonly OAuthApp[]): OAuthApp | undefined {
  return apps.find(({ id }) => id === draft.app) ?? apps[0];
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
