import type { OAuthApp, Redirect, Registration } from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, pageOf } from "./handlers";
import { makeApp, SAMPLE_PATH } from "./sample-connections";
import { authSchemesOf } from "./schemas";
import { idOf, record, type World } from "./world";

type OAuthAppHandlers = Pick<Handlers, Extract<keyof Handlers, `oauth_app.${string}`>>;

function getApp(world: World, reference: string): OAuthApp {
  return (
    world.oauthApps.find((app) => app.id === reference || app.name === reference) ??
    refuse("oauth_app.not_found", "This OAuth app does not exist any more.", "Look at the list.")
  );
}

function checkName(world: World, connector: string, name: string, own?: OAuthApp): void {
  const taken = world.oauthApps.some(
    (app) => app !== own && app.connector === connector && app.name === name,
  );
  if (taken) {
    refuse(
      "oauth_app.name_taken",
      `There is already an OAuth app called “${name}”.`,
      "Choose another name.",
    );
  }
}

function addressOf(redirect: Redirect, path: string): string {
  switch (redirect.kind) {
    case "loopback":
      return `http://127.0.0.1/${path}`;
    case "loopback_port":
      return `http://127.0.0.1:${redirect.port}/${path}`;
    case "localhost_port":
      return `http://localhost:${redirect.port}/${path}`;
    case "address":
      return redirect.address;
  }
}

function registrationOf(world: World, connector: string): Registration {
  const name = world.connectors.find(({ id }) => id === connector)?.name ?? connector;
  return (
    authSchemesOf(connector, name).find(({ registration }) => registration)?.registration ??
    refuse("sign_in.unsupported", `${name} has no sign-in through a browser.`, "Use its form.")
  );
}

function checkRedirect(redirect: Redirect): void {
  if (redirect.kind !== "address" || redirect.address.startsWith("https://")) return;
  refuse("oauth_app.invalid", "The OAuth app can't be saved", "Mend these fields.", {
    errors: [{ field: "/redirect", message: "must start with https://" }],
  });
}

// The names of the fixtures' own network.
const PRIVATE = /^(localhost|127\.|10\.|.*\.corp$)/;

/** Private addresses are asked about, by number and by name, as the core does after it looked them up. */
function checkPrivate(fields: object, approved: readonly string[]): void {
  for (const [field, text] of Object.entries(fields)) {
    const url = URL.parse(String(text));
    if (!url || !/^https?:$/.test(url.protocol) || !PRIVATE.test(url.hostname)) continue;
    const address = `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
    if (approved.includes(address)) continue;
    const message = `${address} leads to 10.0.0.7, a private address, which was not approved`;
    refuse("oauth_app.invalid", message, "If this is meant, approve this host and port.", {
      errors: [{ field: `/fields/${field}`, message }],
      code: "egress.private_address",
      address,
    });
  }
}

function changed(world: World, app: OAuthApp, action: string) {
  world.oauthApps = [...world.oauthApps.filter((item) => item.id !== app.id), app];
  record(world, { action, object: app.id, object_name: app.name });
  return { oauth_app: app };
}

export const oauthAppHandlers: OAuthAppHandlers = {
  "oauth_app.add"(world, request) {
    const { connector, client_id } = request;
    const registration = registrationOf(world, connector);
    const redirect: Redirect = request.redirect ?? registration.redirect ?? { kind: "loopback" };
    const path = request.redirect_path ?? SAMPLE_PATH;
    checkPrivate(request.fields ?? {}, request.private ?? []);
    const own = world.oauthApps.filter((app) => app.connector === connector);
    const known = world.connectors.find((item) => item.id === connector)?.name ?? connector;
    const name = request.name || (own.length ? `${known} ${own.length + 1}` : known);
    checkName(world, connector, name);
    checkRedirect(redirect);
    const app = makeApp({
      id: idOf(4, world.oauthApps.length + 10),
      name,
      connector,
      client_id,
      has_secret: Boolean(request.client_secret),
      scopes: request.scopes ?? registration.scopes,
      usual_scopes: !request.scopes,
      redirect,
      redirect_address: addressOf(redirect, path),
      redirect_path: path,
      private: request.private ?? [],
      public: request.fields ?? {},
      secret_expires_at: request.secret_expires_at ?? null,
      test_mode: request.test_mode ?? false,
    });
    return changed(world, app, "oauth_app.add");
  },
  "oauth_app.propose"(world, { connector, auth, redirect }) {
    const registration = registrationOf(world, connector);
    const chosen = redirect ?? registration.redirect;
    return {
      connector,
      auth: auth ?? "oauth2",
      registration,
      redirect_path: SAMPLE_PATH,
      redirect_address: chosen ? addressOf(chosen, SAMPLE_PATH) : null,
    };
  },
  "oauth_app.list": (world, { connector }) =>
    pageOf(
      world.oauthApps
        .filter((app) => !connector || app.connector === connector)
        .sort((a, b) => a.name.localeCompare(b.name)),
      {},
    ),
  "oauth_app.show": (world, { oauth_app }) => ({ oauth_app: getApp(world, oauth_app) }),
  "oauth_app.update"(world, { oauth_app, version, client_secret, fields, clear, ...rest }) {
    const change = { ...rest, public: fields };
    const app = getApp(world, oauth_app);
    if (version && version !== app.version) {
      refuse("oauth_app.changed_elsewhere", `${app.name} was changed elsewhere.`, "Open it again.");
    }
    if (change.name) checkName(world, app.connector, change.name, app);
    if (change.redirect) checkRedirect(change.redirect);
    checkPrivate(fields ?? {}, change.private ?? app.private);
    // What is null stays, as in the core.
    const set = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
    const next: OAuthApp = {
      ...app,
      ...(client_secret && { secret_expires_at: null, has_secret: true }),
      ...(rest.scopes && { usual_scopes: false }),
      ...Object.fromEntries(set),
      version: app.version + 1,
    };
    if (clear?.includes("secret_expires_at")) next.secret_expires_at = null;
    if (clear?.includes("client_secret")) next.has_secret = false;
    if (clear?.includes("scopes")) {
      next.scopes = registrationOf(world, app.connector).scopes;
      next.usual_scopes = true;
    }
    next.redirect_address = addressOf(next.redirect, next.redirect_path);
    return changed(world, next, "oauth_app.update");
  },
  "oauth_app.remove"(world, { oauth_app }) {
    const app = getApp(world, oauth_app);
    if (app.credentials > 0) {
      refuse(
        "oauth_app.in_use",
        `${app.name} is used by ${app.credentials} credentials.`,
        "Delete them first.",
      );
    }
    world.oauthApps = world.oauthApps.filter((item) => item !== app);
    record(world, { action: "oauth_app.remove", object: app.id, object_name: app.name });
    return {};
  },
};
