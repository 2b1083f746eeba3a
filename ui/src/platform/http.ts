/**
 * The same UI in a browser, served by `credenza serve` on a loopback address. The session's token
 * comes in the address's fragment, which browsers do not send, and leaves the address bar at once.
 */
import type { Failure, OperationName, Response as Reply, Request } from "../protocol";
import { externalUrl } from "./external";
import { pickTextFile, saveTextFile } from "./files";
import { subscribeToEvents } from "./http-events";
import { OperationFailure, type Platform } from "./types";

const SESSION_KEY = "credenza.session";
export const SESSION_HEADER = "X-Credenza-Session";

export function createHttpPlatform(): Platform {
  const session = takeSession(window.location, window.sessionStorage);
  return {
    kind: "http",
    opensSignIn: "screen",
    call: (name, request) => call(session, name, request),
    subscribe: (listener) => subscribeToEvents(session, listener),
    // A server has nothing outside of the page that would lead somewhere.
    subscribeToPlaces: () => () => undefined,
    async openExternal(url) {
      const external = externalUrl(url);
      if (external) window.open(external, "_blank", "noopener,noreferrer");
    },
    pickTextFile,
    saveTextFile,
  };
}

/** The token from the fragment, kept for reloads of this tab only. */
export function takeSession(location: Location, storage: Storage): string {
  const token = new URLSearchParams(location.hash.slice(1)).get("session");
  if (token) {
    storage.setItem(SESSION_KEY, token);
    window.history.replaceState(window.history.state, "", location.pathname + location.search);
  }
  return storage.getItem(SESSION_KEY) ?? "";
}

async function call<N extends OperationName>(
  session: string,
  name: N,
  request: Request<N>,
): Promise<Reply<N>> {
  const response = await send(session, name, request);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as Reply<N>;
  throw failureOf(response, body);
}

function send(session: string, name: string, request: unknown): Promise<globalThis.Response> {
  return fetch(`/rpc/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", [SESSION_HEADER]: session },
    body: JSON.stringify(request),
    credentials: "omit",
    cache: "no-store",
  }).catch(() => {
    throw new OperationFailure({ code: "transport.unreachable", message: "" });
  });
}

function failureOf(response: globalThis.Response, body: unknown): OperationFailure {
  const failure = (body as { error?: Failure } | undefined)?.error;
  if (failure?.code) return new OperationFailure(failure);
  const ended = response.status === 401 || response.status === 403;
  return new OperationFailure({
    code: ended ? "transport.session_ended" : "transport.unreachable",
    message: "",
  });
}
