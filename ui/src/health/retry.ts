import type { TFunction } from "i18next";
import type { HealthRow } from "../protocol";

/** Whether tries go on by themselves. */
export function isRetrying(row: Pick<HealthRow, "attempts" | "next_check" | "paused">): boolean {
  return row.attempts > 0 && Boolean(row.next_check) && !row.paused;
}

/** "Retrying in 40 s (attempt 4)": the try that comes after those that failed. */
export function retryWords(t: TFunction<"health">, seconds: number, failed: number): string {
  const attempt = failed + 1;
  if (seconds <= 0) return t("retry.now", { attempt });
  if (seconds < 90) return t("retry.seconds", { count: seconds, attempt });
  return t("retry.minutes", { count: Math.round(seconds / 60), attempt });
}
