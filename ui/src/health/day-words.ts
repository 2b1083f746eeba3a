import type { TFunction } from "i18next";
import { type Day, kindOfDay } from "./days";

/** How a day went: "3 checks passed". */
export function resultWords(t: TFunction<"health">, day: Day): string {
  const { passed, failed } = day;
  switch (kindOfDay(day)) {
    case "none":
      return t("day.none");
    case "untestable":
      return t("day.untestable");
    case "passed":
      return t("day.passed", { count: passed });
    default:
      return t("day.failed", { failed, count: failed + passed });
  }
}

/** "Thu, 12 Nov". */
export function dayName(day: Day, language: string): string {
  const style = { weekday: "short", day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat(language, style).format(day.at);
}
