/**
 * Sentences one after the other. Messages from the core end without a full stop, because other hosts
 * put them on lines of their own; hints end with one.
 */
export function sentences(...parts: (string | null | undefined)[]): string {
  const present = parts.filter((part): part is string => Boolean(part));
  return present.map((part, index) => (index < present.length - 1 ? ended(part) : part)).join(" ");
}

/** A sentence that another one follows. */
export function ended(sentence: string): string {
  return /[.!?…:。！？]["'”’»)]?$/u.test(sentence) ? sentence : `${sentence}.`;
}
