import type { TFunction } from "i18next";
import { Pause } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, formatRelative, MonogramTile, RelativeTime, StatusBadge, Truncate } from "../kit";
import { useSecondsUntil } from "../kit/countdown";
import type { HealthRow } from "../protocol";
import { retryWords } from "./retry";

/** The columns of the list, and the widths under which they give way. */
export const COLUMN = {
  state: "w-36 shrink-0",
  since: "w-24 shrink-0 @max-3xl:hidden",
  success: "w-24 shrink-0 @max-5xl:hidden",
  next: "w-52 shrink-0 @max-2xl:hidden",
  flows: "w-12 shrink-0 text-end tabular-nums @max-3xl:hidden",
};

/** One credential in one line. */
export function HealthLine({ row, connector }: { row: HealthRow; connector: string }) {
  return (
    <div className="flex w-full min-w-0 items-center gap-3 px-3">
      <MonogramTile id={row.connector} name={connector} size={20} />
      <span className="flex min-w-0 flex-1 items-baseline gap-2">
        <Truncate text={row.name} className="max-w-full shrink-0 font-medium" />
        <span className="truncate text-sm text-ink-muted @max-md:hidden">{connector}</span>
      </span>
      <span className={COLUMN.state}>
        <StatusBadge state={row.state} />
      </span>
      <RelativeTime at={row.since} className={`text-sm text-ink-muted ${COLUMN.since}`} />
      <span className={`text-sm text-ink-muted ${COLUMN.success}`}>
        <When at={row.last_success} none="row.never" />
      </span>
      <span className={`truncate text-sm text-ink-muted ${COLUMN.next}`}>
        <NextCheck row={row} />
      </span>
      <span className={COLUMN.flows}>{row.active_flows}</span>
    </div>
  );
}

export function When(props: { at: string | null | undefined; none: "row.never" }) {
  const { t } = useTranslation("health");
  return props.at ? <RelativeTime at={props.at} /> : t(props.none);
}

/** When it is looked at next: a moment, a countdown, or why not. */
export function NextCheck({ row }: { row: HealthRow }) {
  const { t } = useTranslation("health");
  if (row.retry) return <Retrying retry={row.retry} />;
  if (row.checks === "paused") return <Badge icon={Pause}>{t("row.paused")}</Badge>;
  if (row.next_check) return <RelativeTime at={row.next_check} />;
  return t(row.checks === "planned" ? "row.soon" : `row.${row.checks}`);
}

function Retrying({ retry }: { retry: NonNullable<HealthRow["retry"]> }) {
  const { t } = useTranslation("health");
  return <span className="tabular-nums">{retryWords(t, useSecondsUntil(retry.at), retry)}</span>;
}

/** The row in one sentence, for screen readers and type-ahead. */
export function rowWords(
  t: TFunction<["health", "kit"]>,
  row: HealthRow,
  connector: string,
  language: string,
): string {
  const at = (moment: string) => formatRelative(moment, Date.now(), language);
  return [
    row.name,
    connector,
    t(`kit:state.${row.state}`),
    t("health:row.since", { at: at(row.since) }),
    row.paused && t("health:row.pausedLong"),
    row.last_success && t("health:row.success", { at: at(row.last_success) }),
    !row.paused && row.next_check && t("health:row.next", { at: at(row.next_check) }),
    row.active_flows > 0 && t("health:row.flows", { count: row.active_flows }),
  ]
    .filter(Boolean)
    .join(", ");
}
