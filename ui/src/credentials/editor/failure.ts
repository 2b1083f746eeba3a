/**
 * Sorts the core's answers: which field they belong to, and whether a person can answer a question
 * instead of changing a field. Codes decide, never texts.
 */
import type { Approvals } from "../../protocol";
import {
  type CheckRun,
  detailsOf,
  failedRow,
  type Refusal,
  refusedAddress,
  seenHostKey,
} from "../checks/progress";

/** A question that only a person may answer. Its default is always No. */
export type Question =
  | {
      kind: "host_key" | "host_key_changed";
      fingerprint: string;
      approvals: Partial<Approvals>;
    }
  | { kind: "private"; target: string; approvals: Partial<Approvals> };

/** The question that a failed dry run comes down to, if it was not answered before. */
export function findQuestion(run: CheckRun, given: Approvals): Question | null {
  const code = failedRow(run)?.code;
  if (code === "host_key.unknown" || code === "host_key.changed") {
    const fingerprint = seenHostKey(run);
    if (!fingerprint || given.host_key === fingerprint) return null;
    const kind = code === "host_key.unknown" ? "host_key" : "host_key_changed";
    return { kind, fingerprint, approvals: { host_key: fingerprint } };
  }
  if (code === "egress.private_address") {
    // The core names the refused address; where it names none, no approval would help.
    const named = refusedAddress(run);
    const approved = given.private ?? [];
    if (!named || approved.includes(named)) return null;
    return { kind: "private", target: named, approvals: { private: [...approved, named] } };
  }
  return null;
}

/** Messages for fields, by JSON Pointer; and the failure itself when no field is to blame. */
export interface FieldMessages {
  fields: Map<string, string[]>;
  rest: Refusal | null;
}

/** `draft.invalid` names each field; `verification.failed` at most one. */
export function fieldMessages(failure: Refusal, known: (field: string) => boolean): FieldMessages {
  const fields = new Map<string, string[]>();
  const put = (field: string, message: string) => {
    fields.set(field, [...(fields.get(field) ?? []), message]);
  };
  if (failure.code === "draft.invalid" || failure.code === "draft.secret_required") {
    const unknown = listErrors(failure).filter(({ field, message }) => {
      if (known(field)) put(field, message);
      return !known(field);
    });
    return { fields, rest: unknown.length > 0 || fields.size === 0 ? failure : null };
  }
  if (failure.code === "credential.name_taken") {
    put("name", failure.message);
    return { fields, rest: null };
  }
  const { field } = detailsOf(failure);
  if (typeof field === "string" && known(field) && !isQuestion(failure)) {
    put(field, failedStage(failure) ?? failure.message);
  }
  return { fields, rest: failure };
}

/** Whether the person is asked something: then no field is wrong yet. */
function isQuestion(failure: Refusal): boolean {
  const { code, address } = detailsOf(failure);
  return (
    code === "host_key.unknown" ||
    (code === "egress.private_address" && typeof address === "string")
  );
}

/** What the stage said that ended the check. */
function failedStage(failure: Refusal): string | null {
  const { stages } = detailsOf(failure);
  const reports = Array.isArray(stages) ? (stages as { outcome: string; message: string }[]) : [];
  return reports.find(({ outcome }) => outcome === "failed")?.message ?? null;
}

/** Places in a draft or document that the core refused. */
export function listErrors(failure: Refusal): { field: string; message: string }[] {
  const errors = detailsOf(failure).errors;
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((one: unknown) => {
    const { field, message } = (one ?? {}) as Record<string, unknown>;
    return typeof field === "string" && typeof message === "string" ? [{ field, message }] : [];
  });
}

/** The credential that `credential.duplicate` speaks of. */
export function duplicateOf(failure: Refusal): { id: string; name: string } | null {
  const { duplicate_of: one, id, name } = detailsOf(failure);
  const found = (one ?? { id, name }) as Record<string, unknown>;
  return typeof found.id === "string" && typeof found.name === "string"
    ? { id: found.id, name: found.name }
    : null;
}

/** Whose the credential was and whose it would be, when the core stopped because another account answered. */
export function accountChange(failure: Refusal): { was: string; now: string } | null {
  const { was, now } = detailsOf(failure);
  return failure.code === "sign_in.account_changed" &&
    typeof was === "string" &&
    typeof now === "string"
    ? { was, now }
    : null;
}
