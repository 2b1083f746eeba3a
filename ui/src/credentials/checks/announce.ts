/**
 * Paces spoken messages: at most one per interval, so that a screen reader can keep up; a newer
 * message replaces one that was not spoken yet.
 */
export interface Pace {
  say(message: string): void;
  stop(): void;
}

export const SPOKEN_EVERY_MS = 500;

export function paced(speak: (message: string) => void, every = SPOKEN_EVERY_MS): Pace {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let next: string | null = null;
  const tick = () => {
    timer = null;
    if (next === null) return;
    const message = next;
    next = null;
    speak(message);
    timer = setTimeout(tick, every);
  };
  return {
    say(message) {
      next = message;
      if (timer === null) tick();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      next = null;
    },
  };
}
