/** Rough words on a passphrase while it is typed. The core decides; this only saves a round trip. */
export type Strength = "tooShort" | "fair" | "good";

export function strengthOf(passphrase: string): Strength {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) =>
    kind.test(passphrase),
  );
  const distinct = new Set(passphrase).size;
  if (passphrase.length < 12 || distinct < 6) return "tooShort";
  return passphrase.length >= 20 || (passphrase.length >= 14 && kinds.length >= 3)
    ? "good"
    : "fair";
}
