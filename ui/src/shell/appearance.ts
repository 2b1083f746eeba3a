/**
 * Theme, density, text size and motion: stored on this computer, applied to the document.
 * `public/appearance.js` applies the same before the first paint.
 */
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
export type Density = "compact" | "default" | "comfortable";

export interface Appearance {
  theme: Theme;
  density: Density;
  /** Percent: 90 to 130. */
  textSize: number;
  reduceMotion: boolean;
}

export const TEXT_SIZES = [90, 100, 110, 120, 130] as const;
const KEY = "credenza.appearance";
const DEFAULTS: Appearance = {
  theme: "system",
  density: "default",
  textSize: 100,
  reduceMotion: false,
};

let current = read();
const listeners = new Set<() => void>();

function read(): Appearance {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return DEFAULTS;
  }
}

export function setAppearance(change: Partial<Appearance>): void {
  current = { ...current, ...change };
  localStorage.setItem(KEY, JSON.stringify(current));
  apply();
  for (const listener of listeners) listener();
}

/** One step larger or smaller; 0 = back to normal. */
export function stepTextSize(step: 1 | -1 | 0): void {
  const index = TEXT_SIZES.indexOf(current.textSize as (typeof TEXT_SIZES)[number]);
  const next = step === 0 ? 100 : TEXT_SIZES[Math.max(0, index + step)];
  if (next !== undefined) setAppearance({ textSize: next });
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** Applies what is stored, and follows the system's theme from now on. */
export function startAppearance(): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  apply();
}

function apply(): void {
  const { theme, density, textSize, reduceMotion } = current;
  const root = document.documentElement;
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = theme === "dark" || (theme === "system" && systemDark) ? "dark" : "light";
  root.dataset.density = density;
  if (reduceMotion) root.dataset.motion = "reduced";
  else delete root.dataset.motion;
  root.style.setProperty("--text-scale", String(textSize / 100));
}
