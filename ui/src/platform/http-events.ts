/**
 * Server-sent events over `fetch`, because `EventSource` cannot send the session header. Reconnects
 * with growing pauses; after a gap everything is stale, since events may have been missed.
 */
import { ALL_VIEWS, type HostEvent } from "../protocol";
import { SESSION_HEADER } from "./http";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const EVERYTHING_CHANGED: HostEvent = { type: "changed", views: [...ALL_VIEWS] };

export function subscribeToEvents(
  session: string,
  listener: (event: HostEvent) => void,
): () => void {
  const abort = new AbortController();
  void follow(session, listener, abort.signal);
  return () => abort.abort();
}

async function follow(
  session: string,
  listener: (event: HostEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  for (let first = true; !signal.aborted; first = false) {
    try {
      const response = await fetch("/events", {
        headers: { [SESSION_HEADER]: session, Accept: "text/event-stream" },
        credentials: "omit",
        cache: "no-store",
        signal,
      });
      if (response.status === 401 || response.status === 403) return;
      if (response.ok && response.body) {
        if (!first) listener(EVERYTHING_CHANGED);
        pause = FIRST_PAUSE_MS;
        await readEvents(response.body, listener);
      }
    } catch {
      // A broken line is the expected end of a stream; the loop connects again.
    }
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** Reads `data:` lines until the stream ends. Other fields of the format are not used. */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  listener: (event: HostEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) emit(block, listener);
  }
}

function emit(block: string, listener: (event: HostEvent) => void): void {
  const data = block
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
  if (data) listener(JSON.parse(data) as HostEvent);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
