/** Dry runs of the fixtures: stages with pauses, told as events, that fail where a value asks for it. */
import type { Approvals, FailureCode, ProofView, Stage, StageReport } from "../../protocol";
import { refuse } from "./failure";
import type { World } from "./world";

interface Run {
  connector: string;
  fields: Record<string, unknown>;
  approvals: Approvals;
  verification: string | undefined;
  credential?: string | undefined;
}

export interface Verdict {
  proof: ProofView;
  failure: { report: StageReport; field: string | undefined; details: object } | undefined;
}

const STAGES: Record<string, Stage[]> = {
  sftp: ["resolve", "connect", "host_key", "authenticate", "identify"],
  postgresql: ["resolve", "connect", "tls", "authenticate", "authorize"],
};
const DEFAULT_STAGES: Stage[] = [
  "resolve",
  "connect",
  "tls",
  "authenticate",
  "identify",
  "authorize",
];
const FINGERPRINT = "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDyvGFIJ4mNKm4sFsQ";

export async function verify(world: World, run: Run): Promise<Verdict> {
  const stages: StageReport[] = [];
  for (const stage of STAGES[run.connector] ?? DEFAULT_STAGES) {
    const name = run.verification ?? "";
    world.emit({
      type: "stage_started",
      verification: name,
      credential: run.credential ?? null,
      stage,
    });
    await pause(JSON.stringify(run.fields).includes("slow") ? 3_000 : 60);
    if (world.cancelled.has(name)) {
      refuse("verification.cancelled", "The check was cancelled.", "Nothing was saved.");
    }
    const trouble = troubleAt(stage, run);
    const report = reportOf(stage, run, trouble);
    stages.push(report);
    world.emit({
      type: "stage_ended",
      verification: name,
      credential: run.credential ?? null,
      report,
    });
    if (trouble) {
      const failure = { report, field: trouble.field, details: trouble.details ?? {} };
      return { failure, proof: proofOf(stages, run, failure) };
    }
  }
  return { failure: undefined, proof: proofOf(stages, run) };
}

function proofOf(stages: StageReport[], run: Run, failure?: { details: object }): ProofView {
  const failed = failure !== undefined;
  const { address = null } = (failure?.details ?? {}) as { address?: string };
  return {
    outcome: failed ? "failed" : "passed",
    verified_at: new Date().toISOString(),
    probe: run.connector === "sftp" ? "list /" : "SELECT 1",
    account: failed ? null : String(run.fields.username ?? "") || null,
    permissions: failed ? [] : ["read", "write"],
    host_key: run.connector === "sftp" ? FINGERPRINT : null,
    address,
    stages,
  };
}

interface Trouble {
  stage: Stage;
  when: boolean;
  code: FailureCode;
  message: string;
  hint: string;
  field?: string;
  details?: object;
}

function troubleAt(stage: Stage, run: Run): Trouble | undefined {
  return troublesOf(run, hostOf(run)).find((item) => item.stage === stage && item.when);
}

function hostOf(run: Run): string {
  return String(run.fields.host ?? run.fields.base_url ?? "example.org");
}

function reportOf(stage: Stage, run: Run, trouble: Trouble | undefined): StageReport {
  const ms = { resolve: 12, connect: 41, tls: 88, host_key: 20 }[stage as string] ?? 120;
  if (!trouble)
    return { stage, outcome: "passed", ms, message: passedMessage(stage, hostOf(run), run) };
  const { code, message, hint } = trouble;
  return { stage, outcome: "failed", ms, code, message, hint };
}

function troublesOf({ connector, fields, approvals }: Run, host: string): Trouble[] {
  const text = JSON.stringify(fields);
  const address = `${host}:${fields.port ?? 5432}`;
  const isPrivate = /^(https?:\/\/)?(127\.|10\.|localhost)/.test(host);
  return [
    {
      stage: "resolve",
      when: host.includes("nowhere"),
      code: "net.dns",
      message: `The name ${host} does not resolve.`,
      hint: "Check the host for a typing error.",
      field: "/host",
    },
    {
      stage: "resolve",
      when: isPrivate && !approvals.private?.includes(address),
      code: "egress.private_address",
      message: `${address} is a private address.`,
      hint: "Allow it if this is your own network.",
      field: "/host",
      details: { address },
    },
    {
      stage: "connect",
      when: fields.port === 1,
      code: "net.refused",
      message: `${address} refused the connection.`,
      hint: "Check the port.",
      field: "/port",
    },
    {
      stage: "host_key",
      when: connector === "sftp" && !approvals.host_key,
      code: "host_key.unknown",
      message: "The server's host key is not known yet.",
      hint: "Compare the fingerprint with the one you were given.",
      details: { fingerprint: FINGERPRINT },
    },
    {
      stage: "authenticate",
      when: text.includes("wrong"),
      code: "auth.rejected",
      message: "The server rejected the password.",
      hint: "Enter the present password.",
      field: `/${secretField(fields)}`,
    },
  ];
}

function secretField(fields: Record<string, unknown>): string {
  return Object.keys(fields).find((key) => String(fields[key]).includes("wrong")) ?? "password";
}

function passedMessage(stage: Stage, host: string, run: Run): string {
  const words: Record<Stage, string> = {
    resolve: `${host} is 203.0.113.7`,
    connect: `TCP 203.0.113.7:${run.fields.port ?? 443}`,
    tls: "TLS 1.3, certificate valid until 3 Mar 2027",
    host_key: `${FINGERPRINT}`,
    authenticate: `Signed in${run.fields.username ? ` as ${run.fields.username}` : ""}`,
    identify: "The account was recognised",
    authorize: "May read and write",
  };
  return words[stage];
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
