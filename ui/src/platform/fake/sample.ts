/** The sample organization of the fixtures. */
import type {
  ActivityEntry,
  CredentialView,
  FailureCode,
  FlowSummary,
  ProofView,
  StateWord,
} from "../../protocol";
import { CATALOGUE } from "./catalogue";
import { sampleGrant } from "./sample-connections";
import { ACTOR, at, type FakeFlow, idOf, type World } from "./world";

type Row = [
  connector: string,
  name: string,
  state: StateWord,
  target: string,
  active: number,
  flows: number,
  minutes: number,
];

const ROWS: Row[] = [
  ["postgresql", "Prod DB", "connected", "app_user@db.example.org:5432/orders", 2, 3, 3],
  ["postgresql", "Prod replica", "connected", "reader@replica.example.org:5432/orders", 1, 1, 41],
  ["postgresql", "Warehouse", "disconnected", "etl@warehouse.example.org:5432/dwh", 1, 2, 12_000],
  ["mongodb", "Events", "connected", "events.example.org", 0, 0, 300],
  ["mongodb", "Sessions", "unverified", "sessions.example.org", 0, 0, 0],
  ["mysql", "Legacy shop", "degraded", "shop@10.4.0.9:3306/shop", 0, 1, 1_600],
  ["sftp", "Files prod", "connected", "import@files.example.org:22", 1, 2, 55],
  ["sftp", "Partner drop", "expiring", "drop@partner.example.com:22", 0, 0, 700],
  ["hubspot", "Marketing EU", "connected", "", 1, 1, 20],
  ["hubspot", "Marketing US", "reauth_required", "", 0, 1, 30_000],
  ["salesforce", "Sales", "connected", "acme.my.salesforce.com", 0, 0, 120],
  ["shopify", "Main store", "connected", "acme.myshopify.com", 1, 1, 8],
  ["shopify", "Outlet", "quarantined", "outlet.myshopify.com", 0, 0, 9_000],
  ["stripe", "Payments live", "connected", "", 1, 1, 4],
  ["stripe", "Payments test", "connected", "", 0, 0, 500],
  ["slack", "Notifier", "connected", "acme.slack.com", 1, 2, 90],
  ["github", "Release bot", "connected", "", 0, 1, 33],
  ["github", "Mirror", "unverified", "", 0, 0, 0],
  ["google-sheets", "Reports", "refreshing", "", 0, 0, 60],
  ["smtp", "Outgoing mail", "connected", "smtp.example.org:587", 1, 1, 15],
  ["aws-ses", "Mail eu-west-1", "connected", "email.eu-west-1.amazonaws.com", 0, 0, 200],
  ["petstore", "Petstore", "connected", "petstore.example.org", 0, 0, 1],
  ["http-bearer", "Internal API", "connected", "https://api.internal.example.org", 1, 1, 2],
  ["openai", "Summaries", "connected", "", 0, 0, 47],
];

export function proof(minutesAgo: number, account: string | undefined, failed = false): ProofView {
  const ok = { outcome: "passed" as const };
  return {
    outcome: failed ? "failed" : "passed",
    verified_at: at(minutesAgo),
    probe: "SELECT 1",
    account: account ?? null,
    permissions: failed ? [] : ["read"],
    stages: [
      { stage: "resolve", ...ok, ms: 12, message: "db.example.org is 203.0.113.7" },
      { stage: "connect", ...ok, ms: 41, message: "TCP 203.0.113.7:5432" },
      { stage: "tls", ...ok, ms: 88, message: "TLS 1.3, certificate valid until 3 Mar 2027" },
      failed
        ? {
            stage: "authenticate",
            outcome: "failed",
            code: "auth.rejected",
            ms: 120,
            message: "The server rejected the password.",
            hint: "Enter the present password.",
          }
        : { stage: "authenticate", ...ok, ms: 120, message: "Signed in" },
    ],
  } as ProofView;
}

const REASON: Partial<Record<StateWord, FailureCode>> = {
  degraded: "net.timeout",
  reauth_required: "auth.revoked",
};
const TROUBLE: StateWord[] = ["disconnected", "degraded", "reauth_required", "expiring"];

const SIGNS_IN = ["hubspot", "google-sheets", "slack"];

function authOf(connector: string): string {
  if (SIGNS_IN.includes(connector)) return "oauth2";
  if (connector === "sftp") return "password";
  return connector === "postgresql" ? "fields" : "api_key";
}

export function makeCredential(row: Row, index: number): CredentialView {
  const [connector, name, state, target, active, flows, minutes] = row;
  const account = target.includes("@") ? target.slice(0, target.indexOf("@")) : undefined;
  const trouble = TROUBLE.includes(state);
  return {
    id: idOf(1, index + 1),
    name,
    connector,
    auth: authOf(connector),
    state,
    state_reason: trouble ? (REASON[state] ?? "auth.rejected") : null,
    state_since: trouble ? at(11_000) : null,
    needs_attention: trouble,
    account: account ?? null,
    target: target || null,
    proof: state === "unverified" ? null : proof(minutes, account),
    grant: SIGNS_IN.includes(connector) ? sampleGrant(connector, state) : null,
    used_by: { active_flows: active, flows, clients: 0 },
    public: target ? { host: target.replace(/^.*@/, "").replace(/[:/].*$/, "") } : {},
    secrets: SIGNS_IN.includes(connector)
      ? []
      : [connector === "postgresql" || connector === "sftp" ? "password" : "api_key"],
    created_at: at(200_000 + index * 700),
    updated_at: at(9_000 + index * 90),
    archived_at: null,
    version: 1,
  };
}

const FLOWS: [string, FlowSummary["status"], [string, string, string][]][] = [
  [
    "Nightly import",
    "active",
    [
      ["fetch", "sftp", "Files prod"],
      ["load", "postgresql", "Prod DB"],
    ],
  ],
  [
    "Orders to warehouse",
    "active",
    [
      ["read", "postgresql", "Prod replica"],
      ["write", "postgresql", "Warehouse"],
    ],
  ],
  [
    "New order alert",
    "active",
    [
      ["order", "shopify", "Main store"],
      ["store", "postgresql", "Prod DB"],
      ["notify", "slack", "Notifier"],
    ],
  ],
  [
    "Invoice reminders",
    "paused",
    [
      ["due", "stripe", "Payments live"],
      ["mail", "smtp", "Outgoing mail"],
    ],
  ],
  [
    "Lead sync",
    "draft",
    [
      ["leads", "hubspot", "Marketing US"],
      ["store", "postgresql", "Prod DB"],
    ],
  ],
];

export function sampleFlows(credentials: readonly CredentialView[]): FakeFlow[] {
  return FLOWS.map(([name, status, steps], index) => ({
    document: {
      name,
      trigger:
        index % 2
          ? { type: "manual" }
          : { type: "schedule", cron: "0 2 * * *", time_zone: "Europe/Berlin" },
      steps: steps.map(([id, connector, credential]) => ({
        id,
        connector,
        action: id === "fetch" ? "read" : connector === "postgresql" ? "query" : "request",
        credential: credentials.find((item) => item.name === credential)?.id ?? credential,
        input: {},
      })),
    } as FakeFlow["document"],
    summary: {
      id: idOf(2, index + 1),
      name,
      version: 1 + (index % 3),
      active_version: status === "active" ? 1 + (index % 3) : null,
      status,
      connectors: steps.map(([, connector]) => connector),
      problems: name === "Orders to warehouse" || name === "Lead sync" ? 1 : 0,
      created_at: at(90_000),
      updated_at: at(400 * (index + 1)),
    },
  }));
}

export function sampleCredentials(): CredentialView[] {
  return ROWS.map(makeCredential);
}

export function sampleConnectors(): World["connectors"] {
  return CATALOGUE.map(([id, name, category, description]) => ({
    id,
    name,
    category,
    description,
    built_in: id !== "petstore",
    credentials: 0,
    needs_attention: 0,
  }));
}

const ACTIONS: [string, string, ActivityEntry["outcome"], Record<string, unknown>][] = [
  ["credential.verify", "Prod DB", "done", { outcome: "passed", stages: 5 }],
  [
    "credential.add",
    "Petstore",
    "done",
    { connector: "petstore", secrets: ["api_key"], outcome: "passed" },
  ],
  ["credential.delete", "Prod DB", "refused", { code: "credential.in_use", active_flows: 2 }],
  ["vault.unlock", "", "done", { method: "passphrase" }],
  ["credential.check", "Warehouse", "failed", { code: "auth.rejected", stage: "authenticate" }],
  ["flow.activate", "Nightly import", "done", { version: 2 }],
  [
    "credential.update",
    "Files prod",
    "done",
    {
      changed: ["host", "password"],
      host: { before: "old.example.org", after: "files.example.org" },
    },
  ],
  ["setting.update", "", "done", { auto_lock_minutes: { before: 15, after: 30 } }],
  ["connector.import", "Petstore", "done", { hosts: ["petstore.example.org"] }],
  ["credential.rename", "Main store", "done", { name: { before: "Shop", after: "Main store" } }],
];

export function sampleActivity(count: number): ActivityEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const [action, name, outcome, detail] = ACTIONS[
      index % ACTIONS.length
    ] as (typeof ACTIONS)[number];
    const kind = index % 7 === 3 ? "command_line" : index % 11 === 5 ? "background" : "window";
    return {
      seq: count - index,
      at: at(index * 37 + (index % 5) * 3),
      actor: {
        ...ACTOR,
        kind,
        program: kind === "command_line" ? "/usr/bin/credenza" : ACTOR.program,
      },
      action,
      object: name ? idOf(1, (index % ACTIONS.length) + 1) : null,
      object_name: name || null,
      outcome,
      detail,
    } as ActivityEntry;
  });
}
