/**
 * The address, if it may be handed to the system's browser; undefined otherwise. Addresses come from
 * connector files that people import: nothing but the web gets out.
 */
export function externalUrl(url: string): string | undefined {
  const parsed = tryParse(url);
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined;
}

function tryParse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
