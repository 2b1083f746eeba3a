/** Makes the platform known to components and, through React Query, its operations to screens. */
import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { HostEvent } from "../protocol";
import type { Platform } from "./types";

const PlatformContext = createContext<Platform | undefined>(undefined);

export function PlatformProvider(props: { platform: Platform; children: ReactNode }) {
  return <PlatformContext value={props.platform}>{props.children}</PlatformContext>;
}

export function usePlatform(): Platform {
  const platform = useContext(PlatformContext);
  if (!platform) throw new Error("usePlatform needs a PlatformProvider above it");
  return platform;
}

/** Calls `listener` for each event of the host while the component is mounted. Memoise it. */
export function useHostEvents(listener: (event: HostEvent) => void): void {
  const platform = usePlatform();
  useEffect(() => platform.subscribe(listener), [platform, listener]);
}
