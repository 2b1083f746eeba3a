import type { OperationFailure } from "../platform";

/** `host:port` that the core asks to approve: a loopback or private address, by number or by name. */
export function targetToAllow(failure: OperationFailure | null | undefined): string | undefined {
  const details = failure?.details as
    | { code?: string | null; address?: string | null }
    | null
    | undefined;
  return details?.code === "egress.private_address" ? (details.address ?? undefined) : undefined;
}
/** `host:port` of a web address on this computer or in a private network, as approvals name it. */
export function privateTarget(address: string): string | undefined {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || !PRIVATE.test(url.hostname)) return undefined;
  return `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
}

// Only to ask before the core does; the core has the last word.
const PRIVATE =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[(::1|f[cde]))/;
