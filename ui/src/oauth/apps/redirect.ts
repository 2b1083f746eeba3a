/** How the browser comes back, as it is typed and as it is sent. */
import type { Redirect } from "../../protocol";

export const REDIRECT_KINDS = ["loopback", "loopback_port", "localhost_port", "address"] as const;
export type RedirectKind = (typeof REDIRECT_KINDS)[number];

export interface TypedRedirect {
  kind: RedirectKind;
  port: string;
  address: string;
}

export function typedRedirect(redirect: Redirect | undefined): TypedRedirect {
  return {
    kind: redirect?.kind ?? "loopback",
    port: redirect && "port" in redirect ? String(redirect.port) : "8914",
    address: redirect?.kind === "address" ? redirect.address : "",
  };
}

/** The redirect on the wire; undefined while it is not complete. */
export function readRedirect({ kind, port, address }: TypedRedirect): Redirect | undefined {
  switch (kind) {
    case "loopback":
      return { kind };
    case "address":
      return /^https:\/\/[^/\s]+/.test(address.trim())
        ? { kind, address: address.trim() }
        : undefined;
    default: {
      const number = /^\d+$/.test(port.trim()) ? Number(port) : 0;
      return number >= 1024 && number <= 65_535 ? { kind, port: number } : undefined;
    }
  }
}
