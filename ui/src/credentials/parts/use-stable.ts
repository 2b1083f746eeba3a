/** A function whose identity never changes and that always calls the newest version of `fn`. */
import { useCallback, useLayoutEffect, useRef } from "react";

export function useStable<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  const newest = useRef(fn);
  useLayoutEffect(() => {
    newest.current = fn;
  });
  return useCallback((...args: A) => newest.current(...args), []);
}
