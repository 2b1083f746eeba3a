import type { TFunction } from "i18next";
import type { HealthRow } from "../protocol";

type Retry = NonNullable<HealthRow["retry"]>;

/** "Retrying in 40 s (attempt 3 of 10)"; a try that comes after the quick ones has no "of". */
export function retryWords(t: TFunction<"health">, seconds: number, retry: Retry): string {
  const { attempt } = retry;
  const of = retry.of ?? undefined;
  if (seconds <= 0) return t(of ? "retry.nowOf" : "retry.now", { attempt, of });
  return t(of ? "retry.inOf" : "retry.in", { span: spanWords(t, seconds), attempt, of });
}

/** "40 s", "12 min", "3 h". */
function spanWords(t: TFunction<"health">, seconds: number): string {
  if (seconds < 90) return t("span.seconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("span.minutes", { count: minutes });
  return t("span.hours", { count: Math.round(minutes / 60) });
}
