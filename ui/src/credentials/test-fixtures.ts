/** Connectors and credentials for the tests of these screens: small, and typed by the contract. */
import type { ConnectorDetail, CredentialDetail, ProofView, StageReport } from "../protocol";

const PASSWORD_SCHEMA = {
  type: "object",
  properties: {
    host: { type: "string", title: "Host", format: "hostname", "x-credenza": { order: 1 } },
    port: {
      type: "integer",
      title: "Port",
      default: 5432,
      minimum: 1,
      maximum: 65535,
      "x-credenza": { order: 2 },
    },
    username: { type: "string", title: "User name", "x-credenza": { order: 3 } },
    password: { type: "string", title: "Password", writeOnly: true, "x-credenza": { order: 4 } },
    ca_certificate: {
      type: "string",
      title: "CA certificate",
      writeOnly: true,
      "x-credenza": { order: 9, advanced: true, file: "certificate", multiline: true },
    },
    tls_mode: {
      type: "string",
      title: "TLS",
      enum: ["require", "verify-full"],
      default: "verify-full",
      "x-credenza": { order: 8, advanced: true, labels: ["Encrypt only", "Verify fully"] },
    },
  },
  required: ["host", "username", "password"],
  additionalProperties: false,
};

const STRING_SCHEMA = {
  type: "object",
  properties: {
    connection_string: {
      type: "string",
      title: "Connection string",
      writeOnly: true,
      minLength: 8,
    },
    username: { type: "string", title: "User name" },
  },
  required: ["connection_string"],
  additionalProperties: false,
};

export const CONNECTOR: ConnectorDetail = {
  id: "postgresql",
  name: "PostgreSQL",
  category: "Databases",
  description: "An object-relational database.",
  docs_url: "https://www.postgresql.org/docs/",
  hosts: [],
  built_in: true,
  auth: [
    {
      id: "password",
      title: "User name and password",
      kind: "database",
      schema: PASSWORD_SCHEMA,
      probe: "SELECT 1",
    },
    {
      id: "connection_string",
      title: "Connection string",
      kind: "database",
      schema: STRING_SCHEMA,
      probe: "SELECT 1",
    },
  ],
  credentials: 3,
  limit: 50,
  suggested_name: "PostgreSQL 4",
};

const AT = "2026-11-03T09:14:00.000Z";

export const STORED: CredentialDetail = {
  credential: {
    id: "01936000-0000-7000-8000-000000000001",
    name: "Prod DB",
    connector: "postgresql",
    auth: "password",
    state: "connected",
    needs_attention: false,
    used_by: { active_flows: 2, flows: 2, clients: 0 },
    public: { host: "db.example.org", port: 5432, username: "app_user" },
    secrets: ["password", "ca_certificate"],
    created_at: AT,
    updated_at: AT,
    version: 1,
  },
  allowed_hosts: ["db.example.org:5432"],
  approvals: { private: [], host_key: null },
  duplicates: [],
};

export function report(
  stage: StageReport["stage"],
  change: Partial<StageReport> = {},
): StageReport {
  return { stage, outcome: "passed", ms: 12, message: `${stage} went well`, ...change };
}

export function proof(stages: StageReport[], change: Partial<ProofView> = {}): ProofView {
  const outcome = stages.some((stage) => stage.outcome === "failed") ? "failed" : "passed";
  return { outcome, verified_at: AT, probe: "SELECT 1", permissions: [], stages, ...change };
}
