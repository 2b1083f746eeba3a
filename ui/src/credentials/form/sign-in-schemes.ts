/**
 * Which schemes sign in through the browser, and which of their fields belong where: client id and
 * secret to the OAuth app, everything else to the app or, where it has none, to the sign-in.
 */
import type { AuthScheme, ConnectorDetail } from "../../protocol";
import { type ObjectSchema, parseObjectSchema, secretFields } from "./schema";

const OF_THE_APP = ["client_id", "client_secret"];

export function signsIn(scheme: Pick<AuthScheme, "kind"> | undefined): boolean {
  return scheme?.kind === "oauth2";
}

export function findSignInScheme(
  connector: ConnectorDetail,
  auth?: string,
): AuthScheme | undefined {
  const schemes = connector.auth.filter(signsIn);
  return schemes.find(({ id }) => id === auth) ?? schemes[0];
}

/** The fields of a credential itself: of one that signs in, without those of the OAuth app. */
export function credentialSchema(scheme: AuthScheme | undefined): ObjectSchema {
  const whole = parseObjectSchema(scheme?.schema);
  return signsIn(scheme) ? without(whole, OF_THE_APP) : whole;
}

/** What an OAuth app may hold beside id and secret, such as a tenant. Never a secret. */
export function appSchema(scheme: AuthScheme): ObjectSchema {
  const whole = parseObjectSchema(scheme.schema);
  const left = [...OF_THE_APP, ...secretFields(whole)];
  // Optional here: what is left open is asked at each sign-in.
  return { ...without(whole, left), required: [] };
}

/** What a sign-in has to ask, after what the app gives. */
export function signInSchema(scheme: AuthScheme, given: Record<string, unknown>): ObjectSchema {
  const whole = parseObjectSchema(scheme.schema);
  const known = Object.keys(given).filter(
    (name) => given[name] !== undefined && given[name] !== "",
  );
  return without(whole, [...OF_THE_APP, ...known]);
}

function without(schema: ObjectSchema, names: readonly string[]): ObjectSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties).filter(([name]) => !names.includes(name)),
  );
  const required = (schema.required ?? []).filter((name) => !names.includes(name));
  return { type: "object", properties, required };
}

export function hasFields(schema: ObjectSchema): boolean {
  return Object.keys(schema.properties).length > 0;
}
