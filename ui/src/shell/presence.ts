import { useEffect } from "react";
import { usePlatform } from "../platform";

/** The core hears of a person at most this often, in milliseconds. */
const PAUSE = 10_000;

/**
 * Tells the core that somebody is there, for the time after which the vault locks itself: reading alone does not,
 * because a window reads by itself. A pointer that rests, while the page moves under it, is nobody.
 */
export function usePresence(): void {
  const platform = usePlatform();
  useEffect(() => {
    let told = Number.NEGATIVE_INFINITY;
    let place = "";
    const tell = (event: Event) => {
      if (event instanceof MouseEvent && event.type === "pointermove") {
        const now = `${event.screenX},${event.screenY}`;
        if (now === place) return;
        place = now;
      }
      if (event.timeStamp - told < PAUSE) return;
      told = event.timeStamp;
      void platform.call("vault.stay_open", {}).catch(() => undefined);
    };
    const kinds = ["pointermove", "pointerdown", "keydown", "wheel"];
    for (const kind of kinds) addEventListener(kind, tell, { capture: true, passive: true });
    return () => {
      for (const kind of kinds) removeEventListener(kind, tell, { capture: true });
    };
  }, [platform]);
}
