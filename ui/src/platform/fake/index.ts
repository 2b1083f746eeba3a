/**
 * A platform without a machine behind it: typed fixtures with a little behaviour, for tests and for
 * states that are rare in life. Not part of the product's bundle.
 */
import {
  type HostEvent,
  kindOf,
  type OperationName,
  type Request,
  type Response,
} from "../../protocol";
import { pickTextFile, saveTextFile } from "../files";
import { OperationFailure, type Place, type Platform } from "../types";
import { activityHandlers } from "./activity";
import { connectorHandlers } from "./connectors";
import { credentialHandlers } from "./credentials";
import { refuse } from "./failure";
import { makeWorld } from "./fixtures";
import { flowHandlers } from "./flows";
import type { Handlers } from "./handlers";
import { healthHandlers } from "./health";
import { oauthAppHandlers } from "./oauth-apps";
import { comeBack, signInHandlers } from "./sign-ins";
import { vaultHandlers } from "./vault";
import { pause } from "./verification";
import { webhookHandlers } from "./webhooks";
import type { World } from "./world";

const HANDLERS: Handlers = {
  ...vaultHandlers,
  ...connectorHandlers,
  ...credentialHandlers,
  ...flowHandlers,
  ...activityHandlers,
  ...oauthAppHandlers,
  ...signInHandlers,
  ...healthHandlers,
  ...webhookHandlers,
};

/** `fixture` is kept for the tab, so that it survives navigation. */
export function createFakePlatform(fixture: string | null): Platform & { world: World } {
  if (fixture) sessionStorage.setItem("credenza.fixture", fixture);
  const world = makeWorld(fixture ?? sessionStorage.getItem("credenza.fixture") ?? "default");
  const listeners = new Set<(event: HostEvent) => void>();
  world.emit = (event) => {
    for (const listener of listeners) listener(event);
  };
  // The browser comes back, and other things that happen outside: browser tests say when.
  window.addEventListener("credenza:come-back", (event) =>
    comeBack(world, (event as CustomEvent).detail),
  );
  window.addEventListener("credenza:host-event", (event) =>
    world.emit((event as CustomEvent).detail),
  );
  return {
    kind: "fake",
    opensSignIn: "screen",
    world,
    call: (name, request) => run(world, name, request),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribeToPlaces(listener) {
      const lead = (event: Event) => listener((event as CustomEvent<Place>).detail);
      window.addEventListener("credenza:place", lead);
      return () => window.removeEventListener("credenza:place", lead);
    },
    async enter(world) {
      document.documentElement.dataset.entered = world;
    },
    async openExternal(url) {
      document.documentElement.dataset.openedUrl = url;
    },
    pickTextFile,
    saveTextFile,
  };
}

async function run<N extends OperationName>(
  world: World,
  name: N,
  request: Request<N>,
): Promise<Response<N>> {
  await pause(world.delay);
  const isVault = name.startsWith("vault.");
  if (!isVault && world.vault.state !== "open") {
    refuse("vault.locked", "The vault is locked.", "Unlock it first.");
  }
  if (world.broken && !isVault && kindOf(name) === "query") {
    refuse(
      "storage.busy",
      "Another process holds the database.",
      "Close the other Credenza, then try again.",
    );
  }
  try {
    // Copies on both sides, as over a wire.
    return structuredClone(await HANDLERS[name](world, structuredClone(request)));
  } catch (error) {
    if (error instanceof OperationFailure) throw error;
    throw new OperationFailure({ code: "internal", message: String(error) });
  }
}
