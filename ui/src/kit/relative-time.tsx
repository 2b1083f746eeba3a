import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

const MINUTE = 60_000;
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 24 * 60 * MINUTE],
  ["month", 30 * 24 * 60 * MINUTE],
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
];

/** "3 min ago", "in 2 days", "now": how far `at` lies from `now`, in words. */
export function formatRelative(at: string, now: number, language: string): string {
  const distance = Date.parse(at) - now;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? ["second", Infinity];
  // "next mo" saves nothing worth having.
  const style = unit === "month" || unit === "year" ? "long" : "short";
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style });
  return format.format(Math.trunc(distance / size), unit);
}

export function formatDateTime(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(
    Date.parse(at),
  );
}

/** "12 ms", "1.2 s". */
export function formatDuration(ms: number, language: string): string {
  const [value, unit] = ms < 1_000 ? [ms, "millisecond"] : [ms / 1_000, "second"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: unit as string,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value as number);
}

/** How long ago, in words that keep up with the clock; the full date on hover. */
export function RelativeTime(props: { at: string; className?: string }) {
  const { i18n } = useTranslation();
  const now = useSyncExternalStore(subscribeToMinutes, () => minute);
  return (
    <time
      dateTime={props.at}
      title={formatDateTime(props.at, i18n.language)}
      className={props.className}
    >
      {formatRelative(props.at, now, i18n.language)}
    </time>
  );
}

// One clock for all, ticking only while somebody looks at it.
let minute = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribeToMinutes(listener: () => void): () => void {
  if (listeners.size === 0) {
    minute = Date.now();
    timer = setInterval(tick, MINUTE);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function tick(): void {
  minute = Date.now();
  for (const listener of listeners) listener();
}
