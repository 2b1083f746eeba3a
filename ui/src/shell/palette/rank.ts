/**
 * How well a text fits what was typed: higher is better, undefined when it does not fit. A prefix
 * beats the start of a word, that beats a part of a word, that beats initials ("ac" finds Add credential).
 */
export function scoreOf(text: string, query: string): number | undefined {
  const wanted = query.trim().toLocaleLowerCase();
  if (!wanted) return 0;
  const lower = text.toLocaleLowerCase();
  if (lower.startsWith(wanted)) return 100 - lower.length / 100;
  const at = lower.indexOf(wanted);
  if (at > 0) return (/[\s./:@-]/.test(lower[at - 1] ?? "") ? 80 : 60) - lower.length / 100;
  return initials(lower).startsWith(wanted) ? 40 : undefined;
}

/** "Add credential" → "ac". */
function initials(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0))
    .join("");
}

/** The things that fit, best first; of equals the earlier one. */
export function rank<T>(things: readonly T[], query: string, textsOf: (thing: T) => string[]): T[] {
  return things
    .map((thing) => {
      const scores = textsOf(thing).map((text) => scoreOf(text, query));
      return { thing, score: Math.max(...scores.map((score) => score ?? -1)) };
    })
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(({ thing }) => thing);
}
