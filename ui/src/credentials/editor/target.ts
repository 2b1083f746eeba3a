/** Works out the `HOST:PORT` a draft leads to, for the questions that must name it. */
import type { Values } from "../form/schema";

const SCHEME_PORTS: Record<string, string> = {
  "http:": "80",
  "https:": "443",
  "postgres:": "5432",
  "postgresql:": "5432",
  "sftp:": "22",
  "smtp:": "587",
};

const CONNECTOR_PORTS: Record<string, string> = { postgresql: "5432", sftp: "22", smtp: "587" };

/** `127.0.0.1:5432`, or null when the fields do not say. */
export function findTarget(connector: string, values: Values): string | null {
  for (const name of ["connection_string", "base_url", "url", "endpoint", "token_url"]) {
    const target = fromUrl(values[name]);
    if (target) return target;
  }
  const host = text(values.host) ?? text(values.hostname) ?? text(values.server);
  const port = text(values.port) ?? CONNECTOR_PORTS[connector] ?? null;
  return host && port ? `${bracketed(host)}:${port}` : null;
}

function fromUrl(value: unknown): string | null {
  const given = text(value);
  if (!given) return null;
  // Only special schemes are parsed into host and port by every browser; the others are read as http.
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(given)?.[1]?.toLowerCase();
  if (!scheme || !(scheme in SCHEME_PORTS)) return null;
  try {
    const url = new URL(given.replace(/^[a-z][a-z0-9+.-]*:/i, "http:"));
    const port =
      url.port || (scheme === "http:" || url.port === "" ? SCHEME_PORTS[scheme] : url.port);
    return url.hostname ? `${url.hostname.toLowerCase()}:${port}` : null;
  } catch {
    return null;
  }
}

function bracketed(host: string): string {
  const bare = host
    .trim()
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
  return bare.includes(":") ? `[${bare}]` : bare;
}

function text(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
