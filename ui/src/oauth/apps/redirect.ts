/** How the browser comes back, as it is typed and as it is sent, and the address to register for it. */
import type { OAuthApp, Redirect, Registration } from "../../protocol";

export const REDIRECT_KINDS = ["loopback", "loopback_port", "localhost_port", "address"] as const;
export type RedirectKind = (typeof REDIRECT_KINDS)[number];

export interface TypedRedirect {
  kind: RedirectKind;
  port: string;
  address: string;
}

/** Where nobody chose yet: as the provider takes it, which may be an address that only the person knows. */
export function typedRedirect(
  app: OAuthApp | undefined,
  registration: Registration | undefined,
): TypedRedirect {
  const redirect = app?.redirect ?? registration?.redirect;
  const usual = registration?.redirect;
  const port = [redirect, usual].find((one) => one && "port" in one);
  return {
    kind: redirect?.kind ?? "address",
    port: port && "port" in port ? String(port.port) : "47931",
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

/** The exact address to register, port and path included; undefined while something is missing. */
export function redirectAddress(
  redirect: Redirect | undefined,
  path: string | undefined,
): string | undefined {
  if (redirect?.kind === "address") return redirect.address;
  if (!redirect || !path) return undefined;
  const host = redirect.kind === "localhost_port" ? "localhost" : "127.0.0.1";
  return `http://${host}${"port" in redirect ? `:${redirect.port}` : ""}/${path}`;
}
