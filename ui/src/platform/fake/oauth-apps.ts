import type { OAuthApp, Redirect } from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, pageOf } from "./handlers";
import { makeApp } from "./sample-connections";
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

function addressOf(redirect: Redirect): string {
  switch (redirect.kind) {
    case "loopback":
      return "http://127.0.0.1/callback/k3v9";
    case "loopback_port":
      return `http://127.0.0.1:${redirect.port}/callback`;
    case "localhost_port":
      return `http://localhost:${redirect.port}/callback`;
    case "address":
      return redirect.address;
  }
}

function checkRedirect(redirect: Redirect): void {
  if (redirect.kind !== "address" || redirect.address.startsWith("https://")) return;
  const errors = [{ field: "/redirect/address", message: "It has to begin with https://." }];
  refuse("oauth_app.invalid", "The OAuth app is not complete.", "Put right what is marked.", {
    errors,
  });
}

function changed(world: World, app: OAuthApp, action: string) {
  world.oauthApps = [...world.oauthApps.filter((item) => item.id !== app.id), app];
  record(world, { action, object: app.id, object_name: app.name });
  return { oauth_app: app };
}

export const oauthAppHandlers: OAuthAppHandlers = {
  "oauth_app.add"(world, request) {
    const { connector, client_id } = request;
    const redirect: Redirect = request.redirect ?? { kind: "loopback" };
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
      scopes: request.scopes ?? ["openid", "email"],
      redirect,
      redirect_address: addressOf(redirect),
      public: request.fields ?? {},
      secret_expires_at: request.secret_expires_at ?? null,
      test_mode: request.test_mode ?? false,
    });
    return changed(world, app, "oauth_app.add");
  },
  "oauth_app.list": (world, { connector }) =>
    pageOf(
      world.oauthApps
        .filter((app) => !connector || app.connector === connector)
        .sort((a, b) => a.name.localeCompare(b.name)),
      {},
    ),
  "oauth_app.show": (world, { oauth_app }) => ({ oauth_app: getApp(world, oauth_app) }),
  "oauth_app.update"(world, { oauth_app, version, client_secret, fields, ...rest }) {
    const change = { ...rest, public: fields };
    const app = getApp(world, oauth_app);
    if (version && version !== app.version) {
      refuse("oauth_app.changed_elsewhere", `${app.name} was changed elsewhere.`, "Open it again.");
    }
    if (change.name) checkName(world, app.connector, change.name, app);
    if (change.redirect) checkRedirect(change.redirect);
    const set = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
    const next: OAuthApp = {
      ...app,
      ...Object.fromEntries(set),
      has_secret: app.has_secret || Boolean(client_secret),
      version: app.version + 1,
    };
    return changed(
      world,
      { ...next, redirect_address: addressOf(next.redirect) },
      "oauth_app.update",
    );
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
