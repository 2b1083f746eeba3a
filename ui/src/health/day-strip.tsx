/**
 * The checks of the last 30 days: a strip with one cell a day, whose words follow the focus and the
 * pointer, and the same as a table.
 */
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, cx } from "../kit";
import { targetOf } from "../kit/list-selection";
import type { CheckHour } from "../protocol";
import { dayName, resultWords } from "./day-words";
import { type Day, type DayKind, daysOf, kindOfDay } from "./days";

/** Height tells as well as colour: a failed day is a full bar, a day without checks a line. */
const LOOK: Record<DayKind, string> = {
  none: "h-1 bg-line-strong/50",
  untestable: "h-3 bg-line-strong",
  passed: "h-4 bg-good",
  mixed: "h-6 bg-warn",
  failed: "h-8 bg-bad",
};

export function DayStrip({ hours }: { hours: readonly CheckHour[] }) {
  const { t } = useTranslation("health");
  const [now] = useState(() => Date.now());
  const [table, setTable] = useState(false);
  const days = daysOf(hours, now);
  return (
    <section className="flex flex-col gap-2 py-3">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-base">{t("detail.strip")}</h3>
        <Button size="sm" variant="ghost" aria-pressed={table} onClick={() => setTable(!table)}>
          {t(table ? "detail.chart" : "detail.table")}
        </Button>
      </div>
      {table ? <Table days={days} /> : <Strip days={days} />}
    </section>
  );
}

function Strip({ days }: { days: readonly Day[] }) {
  const { t, i18n } = useTranslation("health");
  const [active, setActive] = useState(days.length - 1);
  const strip = useRef<HTMLDivElement>(null);
  const words = (day: Day) =>
    t("day.words", { day: dayName(day, i18n.language), result: resultWords(t, day) });
  const onKeyDown = (event: KeyboardEvent) => {
    const rtl = document.dir === "rtl";
    const key = {
      ArrowLeft: rtl ? "ArrowDown" : "ArrowUp",
      ArrowRight: rtl ? "ArrowUp" : "ArrowDown",
    };
    const wanted = key[event.key as keyof typeof key] ?? event.key;
    const next = targetOf(wanted, active, days.length, 7);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    (strip.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const shown = days[active];
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls; these are pictures */}
      <div
        ref={strip}
        role="group"
        aria-label={`${t("detail.strip")}. ${t("detail.keys")}`}
        onKeyDown={onKeyDown}
        className="flex h-9 items-end gap-px"
      >
        {days.map((day, index) => (
          <span
            key={day.at}
            role="img"
            aria-label={words(day)}
            tabIndex={index === active ? 0 : -1}
            onFocus={() => setActive(index)}
            onPointerEnter={() => setActive(index)}
            className="flex h-full min-w-0 flex-1 items-end rounded-sm outline-offset-1"
          >
            <span
              className={cx("forced-border block w-full rounded-xs", LOOK[kindOfDay(day)])}
              data-kind={kindOfDay(day)}
            />
          </span>
        ))}
      </div>
      {/* The cell itself tells it to screen readers. */}
      <p aria-hidden="true" className="text-sm text-ink-muted">
        {shown && words(shown)}
      </p>
    </>
  );
}

/** The days on which there was a check, newest first. */
function Table({ days }: { days: readonly Day[] }) {
  const { t, i18n } = useTranslation("health");
  const checked = days.filter((day) => kindOfDay(day) !== "none").reverse();
  if (checked.length === 0) return <p className="text-ink-muted">{t("day.none")}</p>;
  return (
    <table className="w-full text-start">
      <thead>
        <tr className="border-b border-line text-sm text-ink-muted">
          <th className="py-1 pe-4 text-start font-medium">{t("detail.day")}</th>
          <th className="py-1 text-start font-medium">{t("detail.result")}</th>
        </tr>
      </thead>
      <tbody>
        {checked.map((day) => (
          <tr key={day.at} className="border-line not-last:border-b">
            <td className="py-1 pe-4">{dayName(day, i18n.language)}</td>
            <td className="py-1">{resultWords(t, day)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
