/**
 * A dry run as the window follows it: rows for its stages, from the first event to the verdict.
 * Deliberately absent: requests and words. A pass here is never a pass of something newer: `revision`
 * says which state of the form was tried.
 */
import type { OperationFailure } from "../../platform";
import type { FailureCode, HostEvent, ProofView, Stage, StageReport } from "../../protocol";

/** A refusal, as a value: what `OperationFailure` carries. */
export type Refusal = Pick<OperationFailure, "code" | "message" | "hint" | "details">;

export type StageStatus = "waiting" | "running" | "passed" | "warning" | "failed" | "skipped";

export interface StageRow {
  stage: Stage;
  status: StageStatus;
  ms: number | null;
  message: string;
  hint: string | null;
  code: FailureCode | null;
}

export type Verdict = "passed" | "failed" | "not_testable" | "cancelled" | "refused";

export interface CheckRun {
  /** The name under which the core tells its progress. */
  verification: string;
  /** The revision of the form that was tried. */
  revision: number;
  rows: StageRow[];
  verdict: Verdict | null;
  proof: ProofView | null;
  /** The field to look at, as a JSON Pointer. */
  field: string | null;
  /** Why the dry run could not begin or end. */
  failure: Refusal | null;
}

const ORDER: Stage[] = [
  "resolve",
  "connect",
  "tls",
  "host_key",
  "authenticate",
  "identify",
  "authorize",
];

/** The stages to expect, until the connector's own reports say better. */
export function expectedStages(kind: string): Stage[] {
  return ORDER.filter((stage) => (kind === "ssh" ? stage !== "tls" : stage !== "host_key"));
}

export function startRun(verification: string, kind: string, revision: number): CheckRun {
  const rows = expectedStages(kind).map((stage) => waiting(stage));
  return { verification, revision, rows, verdict: null, proof: null, field: null, failure: null };
}

function waiting(stage: Stage): StageRow {
  return { stage, status: "waiting", ms: null, message: "", hint: null, code: null };
}

export function toRow(report: StageReport): StageRow {
  const { stage, outcome, ms, message } = report;
  return {
    stage,
    status: outcome,
    ms,
    message,
    hint: report.hint ?? null,
    code: report.code ?? null,
  };
}

/** The run after an event; events of other runs change nothing. */
export function followEvent(run: CheckRun, event: HostEvent): CheckRun {
  if (run.verdict !== null) return run;
  if (event.type !== "stage_started" && event.type !== "stage_ended") return run;
  if (event.verification !== run.verification) return run;
  const row: StageRow =
    event.type === "stage_ended"
      ? toRow(event.report)
      : { ...waiting(event.stage), status: "running" };
  return { ...run, rows: putRow(run.rows, row) };
}

function putRow(rows: StageRow[], row: StageRow): StageRow[] {
  const known = rows.some((one) => one.stage === row.stage);
  const next = known ? rows.map((one) => (one.stage === row.stage ? row : one)) : [...rows, row];
  return next.sort((a, b) => ORDER.indexOf(a.stage) - ORDER.indexOf(b.stage));
}

/** The run after the core's answer. The reports replace what the events told. */
export function endWithProof(run: CheckRun, proof: ProofView, field: string | null): CheckRun {
  const cancelled = proof.stages.some((report) => report.code === "cancelled");
  const verdict = cancelled ? "cancelled" : proof.outcome;
  return { ...run, rows: proof.stages.map(toRow), verdict, proof, field };
}

/** The run after a refusal or failure of the operation itself. */
export function endWithFailure(run: CheckRun, failure: Refusal): CheckRun {
  const details = detailsOf(failure);
  const stages = Array.isArray(details.stages) ? (details.stages as StageReport[]) : null;
  const field = typeof details.field === "string" ? details.field : null;
  const rows = stages ? stages.map(toRow) : run.rows.map(stopped);
  if (failure.code === "verification.cancelled")
    return { ...run, rows, verdict: "cancelled", failure };
  const verdict = failure.code === "verification.failed" ? "failed" : "refused";
  return { ...run, rows, verdict, field, failure };
}

function stopped(row: StageRow): StageRow {
  return row.status === "running" ? { ...row, status: "waiting" } : row;
}

export function detailsOf(failure: { details?: unknown }): Record<string, unknown> {
  const details: unknown = failure.details;
  return typeof details === "object" && details !== null
    ? (details as Record<string, unknown>)
    : {};
}

/** The stage that ended the run. */
export function failedRow(run: CheckRun): StageRow | null {
  return run.rows.find((row) => row.status === "failed") ?? null;
}

/** How long the whole run took, in milliseconds. */
export function totalMs(rows: StageRow[]): number {
  return rows.reduce((sum, row) => sum + (row.ms ?? 0), 0);
}

/** The private host and port that a person may approve, if the core told it. */
export function refusedAddress(run: CheckRun): string | null {
  const told = run.failure ? detailsOf(run.failure).address : run.proof?.address;
  return typeof told === "string" ? told : null;
}

/** The SSH host key that was seen, if the core told it. */
export function seenHostKey(run: CheckRun): string | null {
  if (run.proof?.host_key) return run.proof.host_key;
  const { host_key, fingerprint } = run.failure ? detailsOf(run.failure) : {};
  const told = host_key ?? fingerprint;
  return typeof told === "string" ? told : null;
}
