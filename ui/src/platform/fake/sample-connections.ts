/** OAuth apps, grants and webhooks of the sample organization. */
import type { Delivery, Grant, OAuthApp, StateWord, Webhook, WebhookEvent } from "../../protocol";
import { at, idOf } from "./world";

const DAY = 24 * 60;

/** The path of every address of the fixtures, so that screenshots stay the same. */
export const SAMPLE_PATH = "5d41402abc4b2a76b9719d911017c592";

export function makeApp(app: Partial<OAuthApp> & Pick<OAuthApp, "name" | "connector">): OAuthApp {
  return {
    id: idOf(4, 1),
    auth: "oauth2",
    client_id: "8412.apps.example.org",
    has_secret: true,
    scopes: ["openid", "email", "spreadsheets.readonly"],
    usual_scopes: true,
    redirect: { kind: "loopback" },
    redirect_address: `http://127.0.0.1/${SAMPLE_PATH}`,
    redirect_path: SAMPLE_PATH,
    console_url: "https://console.example.org/credentials",
    public: {},
    secret_expires_at: null,
    test_mode: false,
    private: [],
    credentials: 0,
    created_at: at(90 * DAY),
    updated_at: at(20 * DAY),
    version: 1,
    ...app,
  };
}

export function sampleApps(): OAuthApp[] {
  return [
    makeApp({
      id: idOf(4, 1),
      name: "Acme reports",
      connector: "google-sheets",
      test_mode: true,
      credentials: 1,
    }),
    makeApp({
      id: idOf(4, 2),
      name: "Acme marketing",
      connector: "hubspot",
      scopes: ["crm.objects.contacts.read", "crm.objects.deals.read"],
      usual_scopes: false,
      redirect: { kind: "localhost_port", port: 8914 },
      redirect_address: `http://localhost:8914/${SAMPLE_PATH}`,
      secret_expires_at: at(-40 * DAY),
      credentials: 2,
    }),
    makeApp({ id: idOf(4, 3), name: "Acme agency", connector: "hubspot", console_url: null }),
    makeApp({
      id: idOf(4, 4),
      name: "Acme shops",
      connector: "shopify",
      scopes: ["read_orders"],
      usual_scopes: false,
    }),
  ];
}

const ASKED: Record<string, { app: string; scopes: string[] }> = {
  "google-sheets": { app: "Acme reports", scopes: ["openid", "email", "spreadsheets.readonly"] },
  hubspot: { app: "Acme marketing", scopes: ["crm.objects.contacts.read"] },
  slack: { app: "Acme bot", scopes: ["chat:write", "channels:read"] },
};

export function sampleGrant(connector: string, state: StateWord): Grant {
  const { app = connector, scopes = [] } = ASKED[connector] ?? {};
  const lost = state === "reauth_required";
  return {
    oauth_app: app,
    scopes,
    missing_scopes: connector === "hubspot" ? ["crm.objects.deals.read"] : [],
    expires_at: lost ? at(29_000) : at(-48),
    refreshed_at: at(lost ? 30_000 : 12),
    refresh_at: lost ? null : at(-42),
    refreshable: connector !== "slack",
  };
}

const ALL_EVENTS: WebhookEvent[] = [
  "connection.created",
  "connection.deleted",
  "connection.disconnected",
  "connection.reconnected",
];

export function sampleWebhooks(): Webhook[] {
  const base = {
    events: ALL_EVENTS,
    active: true,
    secrets: 1,
    previous_secret_until: null,
    private: [],
    pending: 0,
    failing_since: null,
    created_at: at(30 * DAY),
  };
  return [
    {
      ...base,
      id: idOf(5, 1),
      address: "https://ops.example.org/hooks/credenza",
      description: "Pager of the operations team",
      delivered_at: at(55),
    },
    {
      ...base,
      id: idOf(5, 2),
      address: "https://crm.example.com/events",
      description: null,
      events: ["connection.disconnected"],
      pending: 3,
      failing_since: at(190),
      delivered_at: at(2 * DAY),
    },
    {
      ...base,
      id: idOf(5, 3),
      address: "http://127.0.0.1:8080/test",
      description: "My laptop",
      active: false,
      private: ["127.0.0.1:8080"],
      delivered_at: null,
    },
  ];
}

export function sampleDeliveries(): Map<string, Delivery[]> {
  const delivered: Delivery = {
    id: idOf(6, 1),
    event: "connection.reconnected",
    state: "delivered",
    at: at(55),
    attempts: 1,
    next_try: null,
    status: 204,
    problem: null,
    ms: 142,
  };
  const waiting: Delivery = {
    id: idOf(6, 3),
    event: "connection.disconnected",
    state: "pending",
    at: at(190),
    attempts: 4,
    next_try: at(-9),
    status: 503,
    problem: "The receiver answered 503.",
    ms: 88,
  };
  return new Map([
    [
      idOf(5, 1),
      [
        delivered,
        {
          ...delivered,
          id: idOf(6, 2),
          event: "connection.created",
          at: at(3 * DAY),
          attempts: 2,
          status: 200,
        },
      ],
    ],
    [
      idOf(5, 2),
      [
        waiting,
        {
          ...waiting,
          id: idOf(6, 4),
          event: "connection.created",
          at: at(4 * DAY),
          state: "given_up",
          attempts: 14,
          next_try: null,
          status: null,
          problem: "The receiver could not be reached.",
          ms: null,
        },
        { ...delivered, id: idOf(6, 5), at: at(5 * DAY) },
      ],
    ],
  ]);
}
