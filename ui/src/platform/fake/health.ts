import type {
  Attention,
  Cause,
  CheckHour,
  CredentialView,
  Expiry,
  HealthRow,
  StateWord,
} from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, holds, pageOf } from "./handlers";
import { at, record, type World } from "./world";

type HealthHandlers = Pick<Handlers, Extract<keyof Handlers, `health.${string}`>>;

const MINUTE = 60_000;
const SIGNS_IN = new Set(["hubspot", "google-sheets", "slack"]);
const WAITING: ReadonlySet<StateWord> = new Set(["reauth_required", "quarantined", "unverified"]);
const TRYING: ReadonlySet<StateWord> = new Set(["degraded"]);

function live(world: World): CredentialView[] {
  return world.credentials.filter((item) => item.state !== "archived");
}

function rowOf(world: World, item: CredentialView): HealthRow {
  const paused = world.pausedChecks.has(item.id);
  const waits = WAITING.has(item.state);
  const trying = TRYING.has(item.state);
  const next = new Date(Date.now() + (trying ? 0.7 : 90) * MINUTE).toISOString();
  return {
    id: item.id,
    name: item.name,
    connector: item.connector,
    state: item.state,
    reason: item.state_reason ?? null,
    since: item.state_since ?? item.proof?.verified_at ?? item.created_at,
    last_success: item.proof?.verified_at ?? null,
    next_check: paused || waits ? null : next,
    checks: paused ? "paused" : waits ? "person" : "planned",
    retry: trying ? { at: next, attempt: 3, of: 10 } : null,
    ends: endOf(world, item),
    active_flows: item.used_by.active_flows,
    paused,
    signs_in: SIGNS_IN.has(item.connector),
  };
}

const ENDS: Partial<Record<string, [Expiry["kind"], number]>> = {
  "Partner drop": ["secret", -4 * 24 * 60],
  Reports: ["test_grant", -5 * 24 * 60],
  "Main store": ["certificate", -21 * 24 * 60],
  Notifier: ["token", 3 * 24 * 60],
};

/** What of it ends, in the sample organization. */
function endOf(world: World, item: CredentialView): Pick<Expiry, "kind" | "at"> | null {
  const [kind, minutes] = ENDS[item.name] ?? [];
  return kind && world.credentials.length >= 21 ? { kind, at: at(minutes ?? 0) } : null;
}

function calendar(world: World): Expiry[] {
  const apps = world.oauthApps
    .filter((app) => app.secret_expires_at)
    .map(
      (app): Expiry => ({
        kind: "client_secret",
        at: app.secret_expires_at ?? "",
        oauth_app: app.id,
        name: app.name,
        connector: app.connector,
      }),
    );
  const own = live(world).flatMap((item): Expiry[] => {
    const end = endOf(world, item);
    return end ? [{ ...end, credential: item.id, name: item.name, connector: item.connector }] : [];
  });
  return [...own, ...apps].sort((a, b) => a.at.localeCompare(b.at));
}

function attention(world: World): Attention[] {
  const causeOf = (item: CredentialView): Cause | undefined => {
    if (item.needs_attention) return item.state === "expiring" ? undefined : "trouble";
    const used = item.used_by.active_flows > 0;
    return used && world.pausedChecks.has(item.id) ? "paused" : undefined;
  };
  const broken = live(world).flatMap((item): Attention[] => {
    const cause = causeOf(item);
    if (!cause) return [];
    const { id, name, connector, state, reason, since, active_flows, signs_in } = rowOf(
      world,
      item,
    );
    return [
      {
        kind: "credential",
        id,
        name,
        connector,
        cause,
        state,
        reason: reason ?? null,
        since,
        active_flows,
        signs_in,
      },
    ];
  });
  const soon = calendar(world)
    .filter((expiry) => expiry.at < at(-7 * 24 * 60))
    .map((expiry): Attention => ({ kind: "expiry", expiry }));
  const flows = world.flows
    .filter(({ summary }) => summary.status === "active" && summary.problems > 0)
    .map(
      ({ summary }): Attention => ({
        kind: "flow",
        id: summary.id,
        name: summary.name,
        problem: "Step “write” uses “Warehouse”, which is disconnected.",
        since: at(12_000),
      }),
    );
  const hooks = world.webhooks
    .filter((hook) => hook.failing_since)
    .map(
      (hook): Attention => ({
        kind: "webhook",
        id: hook.id,
        address: hook.address,
        since: hook.failing_since ?? "",
      }),
    );
  return [...broken, ...soon, ...flows, ...hooks];
}

function find(world: World, reference: string): CredentialView {
  return (
    live(world).find(({ id, name }) => id === reference || name === reference) ??
    refuse(
      "credential.not_found",
      "This credential does not exist any more.",
      "Go back to the list.",
    )
  );
}

function change(world: World, reference: string, action: "health.pause" | "health.resume") {
  const item = find(world, reference);
  if (action === "health.pause") world.pausedChecks.add(item.id);
  else world.pausedChecks.delete(item.id);
  record(world, { action, object: item.id, object_name: item.name });
  return rowOf(world, item);
}

/** A look each day since it failed; after trouble on the way, many. */
function outageOf(item: CredentialView): CheckHour[] {
  const began = item.state_reason ? Date.parse(item.state_since ?? "") : Number.NaN;
  const days = Math.floor((Date.now() - began) / (24 * 60 * MINUTE));
  const failed = item.state === "degraded" ? 96 : 1;
  return Array.from({ length: Math.max(0, days || 0) }, (_, day) => ({
    at: at(day * 24 * 60 + 30),
    passed: 0,
    failed,
    untestable: 0,
  }));
}

export const healthHandlers: HealthHandlers = {
  "health.list"(world, request) {
    const all = live(world);
    const states = request.states ?? [];
    const items = all
      .filter((item) => states.length === 0 || states.includes(item.state))
      .filter((item) => !request.needs_attention || item.needs_attention)
      .filter((item) => !request.paused || world.pausedChecks.has(item.id))
      .filter((item) => [item.name, item.account].some((text) => holds(text, request.search ?? "")))
      .sort(
        (a, b) =>
          Number(b.needs_attention) - Number(a.needs_attention) || a.state.localeCompare(b.state),
      )
      .map((item) => rowOf(world, item));
    const words = [...new Set(all.map((item) => item.state))];
    return {
      ...pageOf(items, request),
      counts: words.map((state) => ({
        state,
        count: all.filter((item) => item.state === state).length,
      })),
      needs_attention: all.filter((item) => item.needs_attention).length,
      paused: all.filter((item) => world.pausedChecks.has(item.id)).length,
    };
  },
  "health.history"(world, { credential }) {
    const item = find(world, credential);
    const proofs = [...(world.history.get(item.id) ?? []), ...(item.proof ? [item.proof] : [])];
    const hours = proofs.map(({ verified_at, outcome }) => ({
      at: verified_at,
      passed: Number(outcome === "passed"),
      failed: Number(outcome === "failed"),
      untestable: Number(outcome === "not_testable"),
    }));
    return { hours: [...hours, ...outageOf(item)] };
  },
  "health.overview": (world) => ({
    attention: attention(world),
    more: 0,
    credentials: live(world).length,
    connectors: new Set(live(world).map((item) => item.connector)).size,
    active_flows: world.flows.filter(({ summary }) => summary.status === "active").length,
    last_checked: world.credentials.length ? at(0) : null,
    calendar: calendar(world),
    recent: world.activity.slice(0, 10),
  }),
  "health.pause": (world, { credential }) => change(world, credential, "health.pause"),
  "health.resume": (world, { credential }) => change(world, credential, "health.resume"),
};
