/** Authentication schemes of the fixtures' connectors, as the core would send them. */
import type { AuthScheme, Registration } from "../../protocol";

type Json = Record<string, unknown>;

const secret = (title: string, more: Json = {}): Json => ({
  type: "string",
  title,
  writeOnly: true,
  minLength: 1,
  ...more,
});
const field = (title: string, more: Json = {}): Json => ({ type: "string", title, ...more });
const object = (required: string[], properties: Json, more: Json = {}): Json => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  additionalProperties: false,
  required,
  properties,
  ...more,
});

const PEM = { multiline: true, file: "pem" };

const POSTGRESQL: AuthScheme[] = [
  {
    id: "fields",
    title: "Host, user and password",
    kind: "database",
    probe: "SELECT 1",
    schema: object(["host", "database", "username", "password"], {
      host: field("Host", { "x-credenza": { group: "Server", placeholder: "db.example.org" } }),
      port: {
        type: "integer",
        title: "Port",
        default: 5432,
        minimum: 1,
        maximum: 65535,
        "x-credenza": { group: "Server" },
      },
      database: field("Database", { "x-credenza": { group: "Server" } }),
      username: field("User name", { "x-credenza": { group: "Login" } }),
      password: secret("Password", { "x-credenza": { group: "Login" } }),
      tls_mode: {
        type: "string",
        title: "TLS",
        enum: ["verify-full", "require", "disable"],
        default: "verify-full",
        description: "How the connection is encrypted.",
        "x-credenza": { advanced: true },
      },
      ca_certificate: field("CA certificate", { "x-credenza": { advanced: true, ...PEM } }),
    }),
  },
  {
    id: "connection_string",
    title: "Connection string",
    kind: "database",
    probe: "SELECT 1",
    schema: object(["connection_string"], {
      connection_string: secret("Connection string", {
        description: "postgres://user:password@host:5432/database",
      }),
    }),
  },
];

const SFTP: AuthScheme[] = [
  {
    id: "password",
    title: "Password",
    kind: "ssh",
    probe: "list the test path",
    schema: object(["host", "username", "password"], {
      host: field("Host"),
      port: { type: "integer", title: "Port", default: 22, minimum: 1, maximum: 65535 },
      username: field("User name"),
      password: secret("Password"),
      test_path: field("Test path", { default: "/", "x-credenza": { advanced: true } }),
    }),
  },
  {
    id: "key_file",
    title: "Key file",
    kind: "ssh",
    probe: "list the test path",
    schema: object(["host", "username", "private_key_data"], {
      host: field("Host"),
      port: { type: "integer", title: "Port", default: 22, minimum: 1, maximum: 65535 },
      username: field("User name"),
      private_key_data: secret("Private key", { "x-credenza": PEM }),
      private_key_passphrase: secret("Passphrase of the key", { minLength: 0 }),
      test_path: field("Test path", { default: "/", "x-credenza": { advanced: true } }),
    }),
  },
];

const http = (id: string, required: string[], properties: Json): AuthScheme => ({
  id,
  title: id === "basic" ? "User name and password" : id === "bearer" ? "Token" : "API key",
  kind: id,
  probe: "GET the probe path",
  schema: object(["base_url", ...required], {
    base_url: field("Base URL", {
      format: "uri",
      "x-credenza": { placeholder: "https://api.example.org" },
    }),
    ...properties,
    probe_path: field("Probe path", {
      default: "/",
      description: "A harmless address that needs the login.",
      "x-credenza": { advanced: true },
    }),
  }),
});

/** With a code for another device as well. */
const withDevice = (scheme: AuthScheme, ...fields: string[]): AuthScheme => ({
  ...scheme,
  device_fields: fields,
});

/** One connector for each rule. */
const REGISTRATIONS: Record<string, Partial<Registration>> = {
  Slack: { redirect_rule: "pasted", redirect: null },
  Shopify: { redirect_rule: "any_port", redirect: { kind: "loopback" } },
  HubSpot: { redirect_rule: "localhost", redirect: { kind: "localhost_port", port: 47_931 } },
};

/** Signing in through the browser. `more` are fields that no sign-in gives. */
const oauth = (name: string, more: Json = {}, required: string[] = []): AuthScheme => ({
  id: "oauth2",
  title: `Sign in with ${name}`,
  kind: "oauth2",
  probe: "GET /me",
  registration: {
    redirect_rule: "registered",
    redirect: { kind: "loopback_port", port: 47_931 },
    console_url: "https://console.example.org/credentials",
    scopes: ["openid", "email"],
    ...REGISTRATIONS[name],
  },
  schema: object(["client_id", "client_secret", ...required], {
    client_id: field("Client ID"),
    client_secret: secret("Client secret"),
    ...more,
  }),
});

const SHOP = { shop: field("Shop", { description: "The part before .myshopify.com." }) };

const OWN: Record<string, AuthScheme[]> = {
  "google-sheets": [withDevice(oauth("Google"))],
  slack: [oauth("Slack")],
  shopify: [withDevice(oauth("Shopify", SHOP, ["shop"]), "shop")],
  postgresql: POSTGRESQL,
  sftp: SFTP,
  "http-bearer": [http("bearer", ["token"], { token: secret("Token") })],
  "http-basic": [
    http("basic", ["username", "password"], {
      username: field("User name"),
      password: secret("Password"),
    }),
  ],
  "http-api-key": [
    http("api_key", ["api_key", "parameter"], {
      api_key: secret("API key"),
      placement: {
        type: "string",
        title: "Placement",
        enum: ["header", "query"],
        default: "header",
      },
      parameter: field("Name of the header or parameter", { default: "X-API-Key" }),
    }),
  ],
  mysql: [{ ...(POSTGRESQL[0] as AuthScheme), probe: "SELECT 1" }],
};

const API_KEY = (name: string): AuthScheme => ({
  id: "api_key",
  title: "API key",
  kind: "api_key",
  probe: "GET /me",
  schema: object(["api_key"], {
    api_key: secret("API key", {
      description: `Make one in the settings of ${name}.`,
      "x-credenza": { help_url: "https://example.org/docs/api-keys" },
    }),
  }),
});

/** The ways to authenticate at a connector. */
export function authSchemesOf(id: string, name: string): AuthScheme[] {
  if (id === "hubspot") return [oauth(name), API_KEY(name)];
  return OWN[id] ?? [API_KEY(name)];
}
