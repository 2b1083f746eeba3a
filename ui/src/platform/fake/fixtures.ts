/** Rare and common states, by name. */
import type { CredentialView } from "../../protocol";
import {
  makeCredential,
  sampleActivity,
  sampleConnectors,
  sampleCredentials,
  sampleFlows,
} from "./sample";
import { sampleApps, sampleDeliveries, sampleWebhooks } from "./sample-connections";
import { at, type World } from "./world";

export function makeWorld(fixture: string): World {
  const credentials = sampleCredentials();
  const world: World = {
    vault: {
      state: "open",
      purpose: "own",
      folder: "/home/ana/.local/share/credenza",
      id: "01936000-0000-7000-8000-000000000000",
      methods: ["passphrase"],
      keyring: "available",
      auto_lock_minutes: 15,
      created_at: at(300_000),
      unreadable: 0,
    },
    passphrase: "correct horse battery staple",
    isOlder: false,
    settings: {
      allow_unverified: false,
      credentials_per_connector: 50,
      auto_lock_minutes: 15,
      stage_seconds: 10,
      total_seconds: 30,
      archive_days: 30,
      check_hours: 24,
    },
    connectors: sampleConnectors(),
    credentials,
    history: new Map(),
    flows: sampleFlows(credentials),
    activity: sampleActivity(500),
    oauthApps: sampleApps(),
    signIns: new Map(),
    pausedChecks: new Set([credentials[6]?.id ?? ""]),
    webhooks: sampleWebhooks(),
    deliveries: sampleDeliveries(),
    portTaken: false,
    chainIntact: true,
    cancelled: new Set(),
    delay: 0,
    broken: false,
    emit: () => {},
  };
  FIXTURES[fixture]?.(world);
  return world;
}

const FIXTURES: Record<string, (world: World) => void> = {
  empty(world) {
    world.credentials = [];
    world.flows = [];
    world.activity = [];
    world.oauthApps = [];
    world.webhooks = [];
  },
  /** Everything works: nothing needs attention, nothing ends soon. */
  healthy(world) {
    const works = new Set(["connected", "refreshing"]);
    world.credentials = world.credentials.filter((item) => works.has(item.state));
    world.flows = world.flows.filter((flow) => flow.summary.problems === 0);
    world.oauthApps = [];
    world.webhooks = world.webhooks.filter((hook) => !hook.failing_since);
  },
  "port-taken"(world) {
    world.portTaken = true;
    for (const app of world.oauthApps) app.redirect = { kind: "localhost_port", port: 8914 };
  },
  "first-run"(world) {
    FIXTURES.empty?.(world);
    world.vault = { ...world.vault, state: "missing", id: null, methods: [], created_at: null };
  },
  "no-keyring"(world) {
    FIXTURES["first-run"]?.(world);
    world.vault = { ...world.vault, keyring: "unavailable" };
  },
  demo(world) {
    world.vault = { ...world.vault, purpose: "demo" };
  },
  "demo-locked"(world) {
    world.vault = { ...world.vault, purpose: "demo", state: "locked" };
  },
  "locked-older"(world) {
    world.vault = { ...world.vault, state: "locked", methods: ["keyring", "passphrase"] };
    world.isOlder = true;
  },
  "locked-kit"(world) {
    const kit = {
      kind: "recovery_kit" as const,
      key: "5e1f5e1f5e1f5e1f",
      created_at: "2026-11-01T09:00:00Z",
    };
    world.vault = { ...world.vault, state: "locked", keyring: "unavailable", slots: [kit] };
  },
  locked(world) {
    world.vault = { ...world.vault, state: "locked" };
  },
  error(world) {
    world.broken = true;
  },
  slow(world) {
    world.delay = 1_200;
  },
  many(world) {
    world.credentials = many("postgresql", "Database", 10_000);
    world.activity = sampleActivity(100_000);
  },
  limit(world) {
    world.credentials = many("postgresql", "Database", 50);
  },
  "long-names"(world) {
    const names = [
      "x".repeat(200),
      "قاعدة بيانات الإنتاج الرئيسية للطلبات والفواتير",
      "本番データベース（注文・請求・在庫）東京リージョン読み取り専用レプリカ",
      "🚀🚀🚀 Launch database 🚀🚀🚀",
      "Production database of the order service in Frankfurt, read replica number two",
    ];
    world.credentials.splice(0, 5);
    for (const [index, name] of names.entries()) {
      world.credentials.push(
        makeCredential(
          [
            "postgresql",
            name,
            "connected",
            `reader@${"very-long-host.".repeat(5)}example.org:5432/orders`,
            0,
            0,
            5,
          ],
          900 + index,
        ),
      );
    }
  },
  "broken-chain"(world) {
    world.chainIntact = false;
  },
  unreadable(world) {
    world.vault = { ...world.vault, unreadable: 2 };
    world.credentials = world.credentials.map((item, index) =>
      index < 2 ? { ...item, state: "unreadable", proof: null, public: {}, secrets: [] } : item,
    );
  },
};

function many(connector: string, name: string, count: number): CredentialView[] {
  return Array.from({ length: count }, (_, index) =>
    makeCredential(
      [
        connector,
        `${name} ${index + 1}`,
        index % 17 === 3 ? "disconnected" : "connected",
        `app@db-${index + 1}.example.org:5432/orders`,
        0,
        0,
        index % 5_000,
      ],
      index,
    ),
  );
}
