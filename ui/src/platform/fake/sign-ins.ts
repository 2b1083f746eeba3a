/** Sign-ins over the fixtures. What happens in the browser is told with `comeBack`. */
import type { CredentialView, ErrorCode, OAuthApp, SignIn } from "../../protocol";
import { refuse } from "./failure";
import type { Handlers } from "./handlers";
import { proof } from "./sample";
import { verify } from "./verification";
import { type FakeSignIn, idOf, record, type World } from "./world";

type SignInHandlers = Pick<Handlers, Extract<keyof Handlers, `sign_in.${string}`>>;

/** What a person did in the browser. */
export type Return =
  | "granted"
  | "partly"
  | "other_account"
  | "several"
  | "denied"
  | "timed_out"
  | "foreign"
  | "refused";

const MINUTE = 60_000;
const ACCOUNT = "ana@example.org";

const FAILURES: Record<string, [ErrorCode, string, string]> = {
  denied: ["sign_in.denied", "Access was declined.", "Start again when you want to allow it."],
  timed_out: ["sign_in.timed_out", "Nobody signed in in time.", "Start again."],
  foreign: ["sign_in.foreign", "This sign-in did not start here.", "Start again from Credenza."],
  refused: [
    "sign_in.refused",
    "The provider refused: “invalid_scope: calendar”.",
    "Check the scopes of the OAuth app.",
  ],
};

const SEVERAL = {
  code: "verification.failed" as const,
  message: "HubSpot gives access to more than one site: Acme, Globex",
  hint: "Name it in the field “Site”.",
  details: {
    code: "target.not_found",
    field: "/site",
    choices: [
      { id: "c-1", name: "Acme" },
      { id: "c-2", name: "Globex" },
    ],
  },
};

function getSignIn(world: World, id: string): FakeSignIn {
  return (
    world.signIns.get(id) ?? refuse("sign_in.not_found", "This sign-in has ended.", "Start again.")
  );
}

function chooseApp(world: World, connector: string, wanted: string | null | undefined): OAuthApp {
  const own = world.oauthApps.filter((app) => app.connector === connector);
  const app = wanted ? own.find(({ id, name }) => id === wanted || name === wanted) : own[0];
  return (
    app ??
    refuse(
      "oauth_app.missing",
      "There is no OAuth app for this connector yet.",
      "Register one first.",
    )
  );
}

function put(world: World, id: string, change: Partial<SignIn>): SignIn {
  const entry = getSignIn(world, id);
  entry.view = { ...entry.view, ...change } as SignIn;
  world.emit({ type: "sign_in_changed", sign_in: id });
  return entry.view;
}

const hasEnded = ({ state }: SignIn) => ["done", "failed", "cancelled"].includes(state);

/** What the browser brings back to the sign-in that waits. */
export function comeBack(world: World, outcome: Return): void {
  const waiting = [...world.signIns.values()].findLast(({ view }) => !hasEnded(view));
  if (waiting) void receive(world, waiting, outcome);
}

async function receive(world: World, entry: FakeSignIn, outcome: Return): Promise<void> {
  const { id } = entry.view;
  const [code, message, hint] = FAILURES[outcome] ?? [];
  if (code) {
    put(world, id, {
      state: "failed",
      failure: { code, message: message ?? "", hint: hint ?? null },
    });
    return;
  }
  put(world, id, { state: "exchanging" });
  await verifyAndSave(world, entry, outcome);
}

async function verifyAndSave(world: World, entry: FakeSignIn, outcome: Return): Promise<void> {
  const { id, connector } = entry.view;
  put(world, id, { state: "verifying" });
  await verify(world, {
    connector,
    fields: entry.request.fields ?? {},
    approvals: {},
    verification: id,
  });
  if (hasEnded(entry.view)) return;
  if (outcome === "several" && !entry.request.fields?.site) {
    put(world, id, { state: "failed", failure: SEVERAL });
    return;
  }
  if (outcome === "other_account") {
    put(world, id, { state: "account_changed", was: ACCOUNT, now: "ben@example.org" });
    return;
  }
  finish(world, entry, outcome, ACCOUNT);
}

function finish(world: World, entry: FakeSignIn, outcome: Return, account: string): void {
  const credential = savedFrom(world, entry, outcome, account);
  world.credentials = [
    ...world.credentials.filter((item) => item.id !== credential.id),
    credential,
  ];
  const action = entry.request.credential ? "credential.update" : "credential.add";
  record(world, { action, object: credential.id, object_name: credential.name });
  put(world, entry.view.id, { state: "done", credential } as Partial<SignIn>);
  world.emit({ type: "changed", views: ["credentials", "connectors", "health", "activity"] });
}

function savedFrom(
  world: World,
  entry: FakeSignIn,
  outcome: Return,
  account: string,
): CredentialView {
  const { app, request, view } = entry;
  const now = new Date().toISOString();
  const stored = world.credentials.find(
    (item) => item.id === request.credential || item.name === request.credential,
  );
  const missing = outcome === "partly" ? app.scopes.slice(-1) : [];
  const known = world.connectors.find((item) => item.id === view.connector)?.name ?? view.connector;
  return {
    id: stored?.id ?? idOf(3, world.credentials.length + 1),
    name: stored?.name ?? request.name ?? `${known} 2`,
    connector: view.connector,
    auth: "oauth2",
    state: "connected",
    state_reason: null,
    state_since: null,
    needs_attention: false,
    account,
    target: null,
    proof: { ...proof(0, account), verified_at: now },
    grant: {
      oauth_app: app.name,
      scopes: app.scopes.filter((scope) => !missing.includes(scope)),
      missing_scopes: missing,
      expires_at: new Date(Date.now() + 60 * MINUTE).toISOString(),
      refreshed_at: now,
      refresh_at: new Date(Date.now() + 54 * MINUTE).toISOString(),
      refreshable: true,
    },
    used_by: stored?.used_by ?? { active_flows: 0, flows: 0, clients: 0 },
    public: request.fields ?? {},
    secrets: [],
    created_at: stored?.created_at ?? now,
    updated_at: now,
    archived_at: null,
    version: (stored?.version ?? 0) + 1,
  };
}

export const signInHandlers: SignInHandlers = {
  "sign_in.start"(world, request) {
    const stored = world.credentials.find((item) => item.id === request.credential);
    const connector = request.connector ?? stored?.connector ?? "";
    const app = chooseApp(world, connector, request.oauth_app ?? null);
    const taken = world.portTaken && "port" in app.redirect ? app.redirect.port : null;
    const id = idOf(7, world.signIns.size + 1);
    const device = request.grant === "device_code";
    const view: SignIn = {
      id,
      connector,
      state: "waiting",
      reconnects: null,
      address: device
        ? "https://accounts.example.org/device?user_code=WDJB-MJHT"
        : `https://accounts.example.org/authorize?client_id=${app.client_id}&state=x1`,
      host: "accounts.example.org",
      device: device
        ? { user_code: "WDJB-MJHT", verification_address: "https://accounts.example.org/device" }
        : null,
      comes_back: device || (taken === null && app.redirect.kind !== "address"),
      port_taken: device ? null : taken,
      expires_at: new Date(Date.now() + 5 * MINUTE).toISOString(),
    };
    world.signIns.set(id, { view, request, app });
    record(world, { action: "sign_in.start", object_name: connector });
    return view;
  },
  "sign_in.show": (world, { sign_in }) => getSignIn(world, sign_in).view,
  "sign_in.open": (world, { sign_in }) => getSignIn(world, sign_in).view,
  "sign_in.paste"(world, { sign_in, address }) {
    const entry = getSignIn(world, sign_in);
    if (!/[?&](code|error)=/.test(address)) {
      refuse(
        "sign_in.foreign",
        "This is not the address that the browser shows after signing in.",
        "Copy the whole address from the browser.",
      );
    }
    void receive(world, entry, address.includes("error=") ? "denied" : "granted");
    return entry.view;
  },
  "sign_in.accept"(world, { sign_in, account }) {
    const entry = getSignIn(world, sign_in);
    finish(world, entry, "granted", account);
    return entry.view;
  },
  "sign_in.cancel": (world, { sign_in }) => put(world, sign_in, { state: "cancelled" }),
};
