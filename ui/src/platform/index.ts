/** Chooses the platform: the window, a browser at `credenza serve`, or typed fixtures. */
import type { Platform } from "./types";

export { useConnectorNames } from "./connector-names";
export { PlatformProvider, useHostEvents, usePlatform } from "./context";
export { useEnter } from "./enter";
export { readTextFile } from "./files";
export {
  createQueryClient,
  useMutationOperation,
  useOperation,
  usePagedOperation,
  useStaleViews,
} from "./operations";
export {
  OperationFailure,
  type PickedFile,
  PickFileError,
  type Platform,
  type TransportCode,
} from "./types";

export async function createPlatform(): Promise<Platform> {
  // A constant at build time: in other modes the branch, and the fixtures with it, are left out.
  if (import.meta.env.MODE === "fake") {
    const { createFakePlatform } = await import("./fake");
    return createFakePlatform(new URLSearchParams(window.location.search).get("fixture"));
  }
  if ("__TAURI_INTERNALS__" in window) return (await import("./tauri")).createTauriPlatform();
  return (await import("./http")).createHttpPlatform();
}
