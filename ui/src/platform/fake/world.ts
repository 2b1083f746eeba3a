/** What the fixtures hold: one plain object, changed in place by the operations. */
import type {
  ActivityEntry,
  ConnectorSummary,
  CredentialView,
  Delivery,
  FlowDocument,
  FlowSummary,
  HostEvent,
  OAuthApp,
  ProofView,
  Request,
  Settings,
  SignIn,
  VaultStatus,
  Webhook,
} from "../../protocol";

export interface FakeFlow {
  summary: FlowSummary;
  document: FlowDocument;
}

export interface FakeSignIn {
  view: SignIn;
  request: Request<"sign_in.start">;
  app: OAuthApp;
}

export interface World {
  vault: VaultStatus;
  passphrase: string;
  /** Somebody put an older copy of the vault in its place. */
  isOlder: boolean;
  settings: Settings;
  connectors: ConnectorSummary[];
  credentials: CredentialView[];
  history: Map<string, ProofView[]>;
  flows: FakeFlow[];
  activity: ActivityEntry[];
  oauthApps: OAuthApp[];
  signIns: Map<string, FakeSignIn>;
  /** Credentials whose checks a person paused. */
  pausedChecks: Set<string>;
  webhooks: Webhook[];
  deliveries: Map<string, Delivery[]>;
  /** Another program has the port to which sign-ins come back. */
  portTaken: boolean;
  chainIntact: boolean;
  /** Verifications that were cancelled, by the name that the caller chose. */
  cancelled: Set<string>;
  /** Milliseconds before every answer. */
  delay: number;
  /** Every query fails. */
  broken: boolean;
  emit(event: HostEvent): void;
}

/** The fixtures' clock starts at a fixed moment, so that screenshots stay the same. */
export const START = Date.parse("2026-11-20T10:42:00Z");
export const at = (minutesAgo: number): string =>
  new Date(START - minutesAgo * 60_000).toISOString();

/** An id that is always the same for a number. */
export function idOf(kind: number, index: number): string {
  const tail = index.toString(16).padStart(12, "0");
  return `01936000-000${kind}-7000-8000-${tail}`;
}

export function record(
  world: World,
  entry: Pick<ActivityEntry, "action"> & Partial<ActivityEntry>,
): void {
  world.activity.unshift({
    seq: (world.activity[0]?.seq ?? 0) + 1,
    at: new Date().toISOString(),
    actor: ACTOR,
    outcome: "done",
    detail: {},
    ...entry,
  });
}

export const ACTOR: ActivityEntry["actor"] = {
  kind: "window",
  user: "ana",
  pid: 4211,
  program: "/usr/bin/credenza-desktop",
};
