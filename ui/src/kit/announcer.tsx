/**
 * The two live regions of the application, mounted once at start, and the queue in front of them.
 * Messages that repeat the previous one within two seconds are dropped; messages are at least half
 * a second apart, because screen readers swallow what comes faster. What was said leaves the document
 * after a while: a person who reads on to its end does not find old news there.
 */
import { useSyncExternalStore } from "react";

export type Politeness = "polite" | "assertive";

const GAP_MS = 500;
const REPEAT_MS = 2_000;
const KEPT_MS = 10_000;

interface Spoken {
  polite: string;
  assertive: string;
}

let spoken: Spoken = { polite: "", assertive: "" };
let queue: { message: string; politeness: Politeness }[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
const expiries: Partial<Record<Politeness, ReturnType<typeof setTimeout>>> = {};
let last = { message: "", at: 0 };
const listeners = new Set<() => void>();

/** Has a screen reader say `message`. Assertive ones overtake polite ones. */
export function announce(message: string, politeness: Politeness = "polite"): void {
  const now = Date.now();
  if (!message || (message === last.message && now - last.at < REPEAT_MS)) return;
  last = { message, at: now };
  if (politeness === "assertive") queue.unshift({ message, politeness });
  else queue.push({ message, politeness });
  if (timer === undefined) speakNext();
}

function speakNext(): void {
  const next = queue.shift();
  timer = undefined;
  if (!next) return;
  // The same words twice change nothing in the document; a no-break space makes them news.
  const message = spoken[next.politeness] === next.message ? `${next.message}\u00a0` : next.message;
  show(next.politeness, message);
  clearTimeout(expiries[next.politeness]);
  expiries[next.politeness] = setTimeout(() => show(next.politeness, ""), KEPT_MS);
  timer = setTimeout(speakNext, GAP_MS);
}

function show(politeness: Politeness, message: string): void {
  if (spoken[politeness] === message) return;
  spoken = { ...spoken, [politeness]: message };
  for (const listener of listeners) listener();
}

/** Takes back what is no longer so: a question that was answered, a dialog that is gone. */
export function retract(message: string): void {
  queue = queue.filter((waiting) => waiting.message !== message);
  if (last.message === message) last = { message: "", at: 0 };
  for (const politeness of ["polite", "assertive"] as const) {
    if (spoken[politeness].trimEnd() === message) show(politeness, "");
  }
}

/** For tests: forgets everything. */
export function resetAnnouncer(): void {
  clearTimeout(timer);
  clearTimeout(expiries.polite);
  clearTimeout(expiries.assertive);
  timer = undefined;
  queue = [];
  last = { message: "", at: 0 };
  spoken = { polite: "", assertive: "" };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The live regions. Mounted once, outside of everything that dialogs hide. */
export function Announcer() {
  const { polite, assertive } = useSyncExternalStore(subscribe, () => spoken);
  return (
    <>
      <div aria-live="polite" aria-atomic="true" className="sr-only" data-base-ui-inert-exempt="">
        {polite}
      </div>
      <div aria-live="assertive" aria-atomic="true" className="sr-only">
        {assertive}
      </div>
    </>
  );
}
