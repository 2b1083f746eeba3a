/** The desktop window: one command, `rpc`, and one event channel. The only file that knows Tauri. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Failure, HostEvent } from "../protocol";
import { externalUrl } from "./external";
import { pickTextFile, saveTextFile } from "./files";
import { OperationFailure, type Platform } from "./types";

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
    subscribe(listener) {
      let ended = false;
      const stop = listen<HostEvent>("credenza://event", ({ payload }) => {
        if (!ended) listener(payload);
      });
      return () => {
        ended = true;
        stop.then((unlisten) => unlisten());
      };
    },
    async openExternal(url) {
      const external = externalUrl(url);
      if (external) await invoke("plugin:opener|open_url", { url: external });
    },
    pickTextFile,
    saveTextFile,
  };
}

function toFailure(reason: unknown): OperationFailure {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return new OperationFailure(reason as Failure);
  }
  return new OperationFailure({ code: "internal", message: String(reason) });
}
