/** The hues of monograms, in degrees. `base.css` has one pair of colours for each. */
export const HUES = 12;

/** One of the hues, always the same for an id (FNV-1a). */
export function monogramHue(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash % HUES;
}

/** "PostgreSQL" → "Po", "Google Sheets" → "GS", "HTTP" → "HT". */
export function monogramOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const [first = "?", second] = words;
  const letters = second
    ? [...first].slice(0, 1).concat([...second].slice(0, 1))
    : [...first].slice(0, 2);
  const [head = "?", tail = ""] = letters;
  return head.toUpperCase() + (second ? tail.toUpperCase() : tail.toLowerCase());
}
