import { useEffect, useState } from "react";

/**
 * Seconds until a moment, counted down while somebody looks; `onEnd` is told when it comes. Ticks each
 * second up to `precise` seconds before the end, twice a minute before that.
 */
export function useSecondsUntil(at: string, onEnd?: () => void, precise = 120): number {
  const end = Date.parse(at);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((end - now) / 1_000));
  const ended = left === 0;
  const pause = left > precise ? 30_000 : 1_000;
  useEffect(() => {
    if (ended) return;
    const timer = setInterval(() => setNow(Date.now()), pause);
    return () => clearInterval(timer);
  }, [ended, pause]);
  useEffect(() => {
    if (ended) onEnd?.();
  }, [ended, onEnd]);
  return left;
}
