import { useRef } from "react";

const PAUSE_MS = 700;

/** Collects letters typed in quick succession: "pos" finds PostgreSQL. */
export function useTypeAhead(find: (typed: string) => void) {
  const typed = useRef({ text: "", at: 0 });
  /** Whether the key was a letter and has been used. */
  return (event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if ([...event.key].length !== 1 || event.key === " ") return false;
    const now = Date.now();
    const previous = now - typed.current.at < PAUSE_MS ? typed.current.text : "";
    // The same letter again steps through what starts with it.
    const text = previous === event.key ? event.key : previous + event.key;
    typed.current = { text, at: now };
    find(text);
    return true;
  };
}
