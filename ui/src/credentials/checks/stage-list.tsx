/** The stages in order: icon, word, what was seen, how long it took. */
import { useTranslation } from "react-i18next";
import { cx, formatDuration, StageIcon } from "../../kit";
import type { StageRow } from "./progress";

export function StageList({ rows, running }: { rows: StageRow[]; running: boolean }) {
  const { t, i18n } = useTranslation("kit");
  return (
    <ol aria-busy={running} className="flex flex-col">
      {rows.map((row, index) => (
        <li
          key={row.stage}
          className={cx(
            "grid grid-cols-[1.25rem_1.25rem_7rem_minmax(0,1fr)_auto] items-start gap-x-2 py-0.5",
            "max-sm:grid-cols-[1.25rem_minmax(0,1fr)]",
            row.status === "waiting" || row.status === "skipped" ? "text-ink-muted" : "text-ink",
          )}
        >
          <StageIcon outcome={row.status} className="mt-0.5" />
          <span className="text-end text-ink-muted tabular-nums max-sm:hidden">{index + 1}</span>
          <span className="font-medium">{t(`stageName.${row.stage}`)}</span>
          <span className="min-w-0 wrap-anywhere text-ink-muted max-sm:col-start-2">
            {row.message ||
              (row.status === "waiting" || row.status === "skipped"
                ? t(`stage.${row.status}`)
                : "")}
            {row.status === "warning" && row.hint && (
              <span className="block text-ink">{row.hint}</span>
            )}
          </span>
          <span className="text-end text-sm text-ink-muted tabular-nums max-sm:hidden">
            {row.ms === null || row.status === "skipped"
              ? ""
              : formatDuration(row.ms, i18n.language)}
          </span>
        </li>
      ))}
    </ol>
  );
}
