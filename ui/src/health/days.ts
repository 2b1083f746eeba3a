/** The last 30 days of a credential's checks, day by day. No words, no components. */
import type { CheckHour } from "../protocol";

export interface Day {
  /** The day's first moment, in this computer's time zone. */
  at: number;
  passed: number;
  failed: number;
  untestable: number;
}

export type DayKind = "none" | "passed" | "failed" | "mixed" | "untestable";

const DAYS = 30;

/** Oldest first; the last one is today. */
export function daysOf(hours: readonly CheckHour[], now: number): Day[] {
  const days = Array.from({ length: DAYS }, (_, index): Day => {
    const at = startOfDay(now, DAYS - 1 - index);
    return { at, passed: 0, failed: 0, untestable: 0 };
  });
  for (const hour of hours) {
    const moment = Date.parse(hour.at);
    const day = days.findLast((candidate) => candidate.at <= moment);
    if (!day || moment > now) continue;
    day.passed += hour.passed;
    day.failed += hour.failed;
    day.untestable += hour.untestable;
  }
  return days;
}

/** Midnight some days ago. Goes by the calendar: days of 23 and 25 hours are days too. */
function startOfDay(now: number, daysAgo: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
}

export function kindOfDay({ passed, failed, untestable }: Day): DayKind {
  if (failed > 0) return passed > 0 ? "mixed" : "failed";
  if (passed > 0) return "passed";
  return untestable > 0 ? "untestable" : "none";
}
