/**
 * Checks text from key and certificate files before it travels: size, armour, kind.
 * Deliberately absent: parsing keys. The core does that and has the last word.
 */
import type { Hints } from "./schema";

/** The largest key file, in bytes (the core refuses more). */
export const KEY_FILE_MAX_BYTES = 64 * 1024;

export type KeyTextProblem = "too_large" | "not_pem" | "not_json" | "public_key" | "putty";

/** Why the text cannot be a file of that kind; null when nothing speaks against it. */
export function findKeyTextProblem(kind: Hints["file"], text: string): KeyTextProblem | null {
  if (new TextEncoder().encode(text).length > KEY_FILE_MAX_BYTES) return "too_large";
  if (kind === undefined || text.trim() === "") return null;
  if (kind === "json") return isJson(text) ? null : "not_json";
  if (text.startsWith("PuTTY-User-Key-File")) return "putty";
  if (/^(ssh-(ed25519|rsa|dss)|ecdsa-sha2-)/.test(text.trim())) return "public_key";
  if (!text.includes("-----BEGIN")) return "not_pem";
  return kind === "private_key" && /-----BEGIN [A-Z ]*PUBLIC KEY-----/.test(text)
    ? "public_key"
    : null;
}

/** The armour's own word for what it holds: `OPENSSH PRIVATE KEY`, `CERTIFICATE`. */
export function armourLabel(text: string): string | null {
  return /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1] ?? null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The fingerprint a person can compare: of the public half inside an OpenSSH key (which stands in the
 * clear even in an encrypted one), or of a certificate. Null when the text does not show one.
 */
export async function fingerprint(text: string): Promise<string | null> {
  const body = /-----BEGIN (OPENSSH PRIVATE KEY|CERTIFICATE)-----([\s\S]+?)-----END/.exec(text);
  if (!body?.[1] || !body[2]) return null;
  try {
    const bytes = Uint8Array.from(atob(body[2].replace(/\s/g, "")), (char) => char.charCodeAt(0));
    const part = body[1] === "CERTIFICATE" ? bytes : publicPart(bytes);
    const digest = part && (await crypto.subtle.digest("SHA-256", part));
    if (!digest) return null;
    return body[1] === "CERTIFICATE" ? hex(digest) : `SHA256:${base64(digest)}`;
  } catch {
    return null;
  }
}

/** openssh-key-v1: magic, cipher, kdf, kdf options, number of keys, public key. */
function publicPart(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(bytes.buffer);
  const magic = "openssh-key-v1\0";
  if (new TextDecoder().decode(bytes.slice(0, magic.length)) !== magic) return null;
  let at = magic.length;
  for (let skipped = 0; skipped < 3; skipped += 1) at += 4 + view.getUint32(at);
  at += 4;
  const length = view.getUint32(at);
  return bytes.slice(at + 4, at + 4 + length);
}

function base64(digest: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(digest))).replace(/=+$/, "");
}

/** As `openssl x509 -fingerprint -sha256` writes it. */
function hex(digest: ArrayBuffer): string {
  const pairs = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return pairs.join(":").toUpperCase();
}
