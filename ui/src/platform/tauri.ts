/** The desktop window: the command `rpc`, one that changes to the demo and back, and two event channels. The only file that knows Tauri. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Failure, HostEvent } from "../protocol";
import { externalUrl } from "./external";
import { pickTextFile, saveTextFile } from "./files";
import { OperationFailure, type Place, type Platform } from "./types";

export function createTauriPlatform(): Platform {
  return {
    kind: "tauri",
    opensSignIn: "host",
    async call(operation, request) {
      try {
        return await invoke("rpc", { operation, request });
      } catch (reason) {
        throw toFailure(reason);
      }
    },
    subscribe: (listener) => hear<HostEvent>("credenza://event", listener),
    subscribeToPlaces: (listener) => hear<Place>("credenza://place", listener),
    async enter(world) {
      await invoke("enter", { world }).catch((reason) => {
        throw toFailure(reason);
      });
    },
    async openExternal(url) {
      const external = externalUrl(url);
      if (external) await invoke("plugin:opener|open_url", { url: external });
    },
    pickTextFile,
    saveTextFile,
  };
}

function hear<T>(channel: string, listener: (payload: T) => void): () => void {
  let ended = false;
  const stop = listen<T>(channel, ({ payload }) => {
    if (!ended) listener(payload);
  });
  return () => {
    ended = true;
    stop.then((unlisten) => unlisten());
  };
}

function toFailure(reason: unknown): OperationFailure {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return new OperationFailure(reason as Failure);
  }
  return new OperationFailure({ code: "internal", message: String(reason) });
}
