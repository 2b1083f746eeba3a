/**
 * What a person has typed into the editor, and how it becomes a draft for the core.
 * Deliberately absent: requests, words, components. Nothing here forgets a typed value: switching the
 * method keeps every method's values, and a failed save changes nothing.
 */
import type { Approvals, ConnectorDetail, CredentialDetail } from "../../protocol";
import {
  changedHosts,
  compact,
  defaultValues,
  type ObjectSchema,
  orderedFields,
  secretFields,
  type Values,
  withKept,
} from "../form/schema";
import type { StoredSecret } from "../form/secrets";
import { credentialSchema } from "../form/sign-in-schemes";
import { findProblems, type Problem } from "../form/validator";

export interface DraftState {
  name: string;
  /** The chosen authentication method. */
  auth: string;
  /** What was typed, for each method that was looked at. */
  values: Record<string, Values>;
  /** Stored secrets that are being replaced. */
  replacing: ReadonlySet<string>;
  /** Stored optional secrets that are to be cleared. */
  cleared: ReadonlySet<string>;
  approvals: Approvals;
  /** Whether the core has asked for the secrets again (`draft.secret_required`). */
  reenter: boolean;
  /** Counts the edits, so that a result can say that it is older than the form. */
  revision: number;
}

export type DraftAction =
  | { type: "named"; name: string }
  | { type: "method"; auth: string }
  | { type: "typed"; values: Values }
  | { type: "replace" | "keep" | "clear"; field: string }
  | { type: "approved"; approvals: Partial<Approvals> }
  | { type: "reenter" };

/** What the editor works on: a connector, and the stored credential if one is edited. */
export interface Subject {
  connector: ConnectorDetail;
  stored: CredentialDetail | null;
  /** It is reconnected: its secrets are asked for at once. */
  reconnects?: boolean;
}

const NO_APPROVALS: Approvals = { private: [], host_key: null };

export function schemaOf(connector: ConnectorDetail, auth: string): ObjectSchema {
  const scheme = connector.auth.find((one) => one.id === auth) ?? connector.auth[0];
  return credentialSchema(scheme);
}

/** The state of a form that was just opened. `seed` prefills public fields ("add another like this"). */
export function openDraft(subject: Subject, seed?: { auth: string; values: Values }): DraftState {
  const { connector, stored } = subject;
  const auth = stored?.credential.auth ?? seed?.auth ?? connector.auth[0]?.id ?? "";
  const given = stored?.credential.public ?? seed?.values ?? {};
  return {
    name: stored?.credential.name ?? "",
    auth,
    values: { [auth]: { ...defaultValues(schemaOf(connector, auth)), ...given } },
    replacing: new Set(subject.reconnects ? stored?.credential.secrets : []),
    cleared: new Set(),
    approvals: stored?.approvals ?? NO_APPROVALS,
    reenter: false,
    revision: 0,
  };
}

export function reduceDraft(subject: Subject, state: DraftState, action: DraftAction): DraftState {
  const revision = state.revision + 1;
  switch (action.type) {
    case "named":
      return { ...state, name: action.name, revision };
    case "method":
      return { ...switchMethod(subject, state, action.auth), revision };
    case "typed": {
      const values = { ...state.values, [state.auth]: action.values };
      return { ...forgetHostKey(subject, state, action.values), values, revision };
    }
    case "approved":
      return { ...state, approvals: { ...state.approvals, ...action.approvals }, revision };
    case "reenter":
      return { ...state, reenter: true };
    default:
      return { ...changeSecret(state, action.type, action.field), revision };
  }
}

/** Values of the same name come along to a method that was not filled in yet. */
function switchMethod({ connector }: Subject, state: DraftState, auth: string): DraftState {
  const schema = schemaOf(connector, auth);
  const before = state.values[state.auth] ?? {};
  const known = state.values[auth] ?? defaultValues(schema);
  const brought = Object.entries(before).filter(
    ([name, value]) => name in schema.properties && value !== undefined && !(auth in state.values),
  );
  return {
    ...state,
    auth,
    values: { ...state.values, [auth]: { ...known, ...Object.fromEntries(brought) } },
  };
}

/** A host key that was accepted for one host says nothing about another. */
function forgetHostKey(subject: Subject, state: DraftState, next: Values): DraftState {
  if (!state.approvals.host_key) return state;
  const moved = changedHosts(schemaOf(subject.connector, state.auth), valuesOf(state), next);
  return moved.length > 0 ? { ...state, approvals: { ...state.approvals, host_key: null } } : state;
}

function changeSecret(
  state: DraftState,
  change: "replace" | "keep" | "clear",
  field: string,
): DraftState {
  const replacing = without(state.replacing, field);
  const cleared = without(state.cleared, field);
  if (change === "replace") replacing.add(field);
  if (change === "clear") cleared.add(field);
  const { [field]: _, ...rest } = valuesOf(state);
  const values = change === "replace" ? state.values : { ...state.values, [state.auth]: rest };
  return { ...state, replacing, cleared, values };
}

function without(set: ReadonlySet<string>, item: string): Set<string> {
  return new Set([...set].filter((one) => one !== item));
}

/** What was typed for the chosen method. */
export function valuesOf(state: DraftState): Values {
  return state.values[state.auth] ?? {};
}

/** The stored secrets of the chosen method; none when another method is chosen than the stored one. */
export function storedSecrets(subject: Subject, state: DraftState): ReadonlySet<string> {
  const credential = subject.stored?.credential;
  if (!credential || credential.auth !== state.auth) return new Set();
  const known = secretFields(schemaOf(subject.connector, state.auth));
  return new Set(credential.secrets.filter((name) => known.includes(name)));
}

/** The host-like fields that were changed while editing: then the secret must be entered again. */
export function movedFields(subject: Subject, state: DraftState): string[] {
  if (!subject.stored || storedSecrets(subject, state).size === 0) return [];
  const schema = schemaOf(subject.connector, state.auth);
  return changedHosts(schema, subject.stored.credential.public, valuesOf(state));
}

/** Whether stored secrets may not be sent along, because they would go somewhere else. */
export function mustReenter(subject: Subject, state: DraftState): boolean {
  return state.reenter || movedFields(subject, state).length > 0;
}

/** The stored secrets that the core is to fill in. None after the host changed. */
export function keptSecrets(subject: Subject, state: DraftState): ReadonlySet<string> {
  if (mustReenter(subject, state)) return new Set();
  const kept = [...storedSecrets(subject, state)].filter(
    (name) => !state.replacing.has(name) && !state.cleared.has(name),
  );
  return new Set(kept);
}

/** Everything that stands in the way of sending the draft. */
export function problemsOf(subject: Subject, state: DraftState): Problem[] {
  const schema = schemaOf(subject.connector, state.auth);
  const fields = compact(schema, valuesOf(state));
  const problems = findProblems(withKept(schema, keptSecrets(subject, state)), fields);
  const told = new Set(problems.map((problem) => problem.field));
  const again = [...storedSecrets(subject, state)].filter(
    (name) =>
      mustBeEntered(subject, state, name) && fields[name] === undefined && !told.has(`/${name}`),
  );
  const found = [...problems, ...again.map((name) => ({ field: `/${name}`, keyword: "reenter" }))];
  const place = orderedFields(schema);
  return found.sort((a, b) => place.indexOf(a.field.slice(1)) - place.indexOf(b.field.slice(1)));
}

/** An opened replacement may not stay empty, and after a move nothing is kept silently. */
function mustBeEntered(subject: Subject, state: DraftState, name: string): boolean {
  if (state.cleared.has(name)) return false;
  return state.replacing.has(name) || mustReenter(subject, state);
}

/** The draft on the wire. */
export interface DraftRequest {
  auth: string;
  fields: Values;
  clear: string[];
  approvals: Approvals;
}

export function buildDraft(subject: Subject, state: DraftState): DraftRequest {
  const schema = schemaOf(subject.connector, state.auth);
  const fields = compact(schema, valuesOf(state));
  const stored = subject.stored?.credential;
  const emptied =
    stored?.auth === state.auth
      ? Object.keys(stored.public).filter(
          (name) => name in schema.properties && fields[name] === undefined,
        )
      : [];
  return {
    auth: state.auth,
    fields,
    clear: [...emptied, ...state.cleared],
    approvals: state.approvals,
  };
}

/** Whether closing would lose something. */
export function isDirty(opened: DraftState, state: DraftState): boolean {
  return JSON.stringify(comparable(opened)) !== JSON.stringify(comparable(state));
}

function comparable(state: DraftState): unknown {
  const typed = Object.entries(valuesOf(state)).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  return [state.name.trim(), state.auth, typed.sort(), [...state.replacing], [...state.cleared]];
}

/** How a stored secret's field is to be shown. */
export function secretState(subject: Subject, state: DraftState, field: string): StoredSecret {
  if (!storedSecrets(subject, state).has(field)) return "absent";
  if (state.cleared.has(field)) return "cleared";
  if (mustReenter(subject, state)) return "reenter";
  return state.replacing.has(field) ? "replacing" : "kept";
}
