/** Reads search parameters without trusting them: what does not fit is left out. */
import type { StateWord } from "../protocol";

/** The states that Health can be filtered by, the worst first. */
export const HEALTH_STATES = [
  "disconnected",
  "reauth_required",
  "degraded",
  "unreadable",
  "expiring",
  "quarantined",
  "unverified",
  "refreshing",
  "connected",
] as const satisfies readonly StateWord[];

/** What else it can be filtered by: neither is a state. */
export const HEALTH_FILTERS = ["attention", "paused"] as const;

export const SETTINGS_SECTIONS = [
  "general",
  "appearance",
  "credentials",
  "vault",
  "oauthApps",
  "webhooks",
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export function text<K extends string>(
  key: K,
  search: Record<string, unknown>,
): { [P in K]?: string } {
  const value = search[key];
  return (typeof value === "string" && value ? { [key]: value } : {}) as { [P in K]?: string };
}

export function oneOf<K extends string, const V extends string>(
  key: K,
  search: Record<string, unknown>,
  allowed: readonly V[],
): { [P in K]?: V } {
  const value = allowed.find((candidate) => candidate === search[key]);
  return (value ? { [key]: value } : {}) as { [P in K]?: V };
}
