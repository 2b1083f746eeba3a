export type Period = "day" | "week" | "month";

const DAYS: Record<Period, number> = { day: 1, week: 7, month: 30 };

/**
 * The moment from which on entries are wanted. Rounded down to the minute, so that the request (and
 * with it the cached answer) does not change at every render.
 */
export function startOf(period: Period | undefined, now: number): string | null {
  if (!period) return null;
  const minute = Math.floor(now / 60_000) * 60_000;
  return new Date(minute - DAYS[period] * 24 * 60 * 60_000).toISOString();
}
