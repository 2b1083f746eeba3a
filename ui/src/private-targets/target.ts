import type { OperationFailure } from "../platform";

/** `host:port` that the core asks to approve: a loopback or private address, by number or by name. */
export function targetToAllow(failure: OperationFailure | null | undefined): string | undefined {
  const details = failure?.details as
    | { code?: string | null; address?: string | null }
    | null
    | undefined;
  return details?.code === "egress.private_address" ? (details.address ?? undefined) : undefined;
}
