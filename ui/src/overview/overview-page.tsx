/** The first screen: what works, what does not, what ends soon, what happened last. */
import { Link } from "@tanstack/react-router";
import { CircleCheck, ShieldPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { OutcomeWord } from "../activity/entry-row";
import { actionWords } from "../activity/words";
import { endWords } from "../health/end-words";
import { useHealthActions } from "../health/use-health-actions";
import {
  Banner,
  Button,
  EmptyState,
  ErrorState,
  formatDateTime,
  Loading,
  MonogramTile,
  PageBody,
  PageHeader,
  RelativeTime,
  Section,
  StaleNotice,
  TextLink,
  Truncate,
} from "../kit";
import { useConnectorNames, useOperation } from "../platform";
import type { ActivityEntry, Expiry, Overview } from "../protocol";
import { useDialogs } from "../shell/dialogs";
import { sortAttention } from "./attention";
import { AttentionList, ExpiryAction } from "./attention-list";

export function OverviewPage() {
  const { t } = useTranslation("health");
  const { data, error, refetch, dataUpdatedAt } = useOperation("health.overview", {});
  return (
    <>
      <PageHeader title={t("overview.title")} />
      {error && !data && <ErrorState failure={error} onRetry={() => void refetch()} />}
      {error && data && (
        <StaleNotice failure={error} at={dataUpdatedAt} onRetry={() => void refetch()} />
      )}
      {!data && !error && <Loading rows={8} className="px-4" />}
      {data &&
        (data.credentials === 0 && data.attention.length === 0 ? (
          <NothingYet />
        ) : (
          <PageBody>
            <div className="flex max-w-[880px] flex-col">
              <AttentionSection overview={data} />
              <Counters overview={data} />
              <Calendar items={data.calendar} />
              <Recent entries={data.recent} />
            </div>
          </PageBody>
        ))}
    </>
  );
}

function NothingYet() {
  const { t } = useTranslation("health");
  const dialogs = useDialogs();
  return (
    <EmptyState
      icon={ShieldPlus}
      title={t("overview.empty.title")}
      actions={
        <Button variant="primary" keys="Mod+N" onClick={() => dialogs.openAddCredential()}>
          {t("overview.empty.add")}
        </Button>
      }
    >
      {t("overview.empty.text")}
    </EmptyState>
  );
}

function AttentionSection({ overview }: { overview: Overview }) {
  const { t } = useTranslation("health");
  const items = sortAttention(overview.attention);
  return (
    <Section
      title={t("overview.attention")}
      actions={
        overview.more > 0 && (
          <TextLink to="/health">{t("overview.more", { count: overview.more })}</TextLink>
        )
      }
    >
      {items.length > 0 ? (
        <AttentionList items={items} />
      ) : overview.last_checked ? (
        <div className="flex items-center gap-2.5 rounded-lg border border-good/30 bg-good-soft px-3 py-3">
          <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
          <p>
            <span className="font-medium">{t("overview.fine")}</span>{" "}
            <LastChecked at={overview.last_checked} />
          </p>
        </div>
      ) : (
        <Banner title={t("overview.neverChecked")} />
      )}
    </Section>
  );
}

/** "Last checked 10:42." – of another day than today also the day. */
function LastChecked({ at }: { at: string }) {
  const { t, i18n } = useTranslation("health");
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const time = today
    ? new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(moment)
    : formatDateTime(at, i18n.language);
  return t("overview.checked", { at: time });
}

const COUNTER =
  "focus-inset flex min-w-40 flex-1 flex-col rounded-lg border border-line px-4 py-2.5 text-ink no-underline hover:bg-hover";

function Counters({ overview }: { overview: Overview }) {
  const { t, i18n } = useTranslation("health");
  const { credentials, connectors, active_flows: flows } = overview;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <section aria-label={t("overview.counters")} className="py-3">
      <ul className="flex flex-wrap gap-2 *:flex *:flex-1">
        <li>
          <Link to="/health" className={COUNTER}>
            <span className="text-xl font-semibold tabular-nums">{number.format(credentials)}</span>{" "}
            <span className="text-ink-muted">
              {t("overview.credentials", { count: credentials })}
            </span>
          </Link>
        </li>
        <li>
          <Link to="/credentials" className={COUNTER}>
            <span className="text-xl font-semibold tabular-nums">{number.format(connectors)}</span>{" "}
            <span className="text-ink-muted">
              {t("overview.connectors", { count: connectors })}
            </span>
          </Link>
        </li>
        <li>
          <Link to="/flows" className={COUNTER}>
            <span className="text-xl font-semibold tabular-nums">{number.format(flows)}</span>{" "}
            <span className="text-ink-muted">{t("overview.flows", { count: flows })}</span>
          </Link>
        </li>
      </ul>
    </section>
  );
}

/** What ends, soonest first, in words. */
function Calendar({ items }: { items: readonly Expiry[] }) {
  const { t, i18n } = useTranslation("health");
  const nameOf = useConnectorNames();
  const actions = useHealthActions();
  const date = new Intl.DateTimeFormat(i18n.language, {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return (
    <Section title={t("overview.calendar")}>
      {items.length === 0 && <p className="text-ink-muted">{t("overview.calendarNone")}</p>}
      <ol>
        {items.map((item) => (
          <li
            key={`${item.kind}-${item.credential ?? item.oauth_app}-${item.at}`}
            className="flex items-center gap-3 border-line py-1.5 not-last:border-b"
          >
            <time dateTime={item.at} className="w-26 shrink-0 tabular-nums">
              {date.format(Date.parse(item.at))}
            </time>
            <RelativeTime
              at={item.at}
              className="w-24 shrink-0 text-sm text-ink-muted max-sm:hidden"
            />
            <MonogramTile id={item.connector} name={nameOf(item.connector)} size={20} />
            <div className="min-w-0 flex-1">
              <Truncate text={item.name} className="font-medium" />
              <p className="text-sm text-ink-muted">{endWords(t, item)}</p>
            </div>
            <ExpiryAction item={item} actions={actions} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Recent({ entries }: { entries: readonly ActivityEntry[] }) {
  const { t } = useTranslation(["activity", "health"]);
  return (
    <Section
      title={t("health:overview.recent")}
      actions={<TextLink to="/activity">{t("health:overview.recentAll")}</TextLink>}
    >
      {entries.length === 0 && <p className="text-ink-muted">{t("health:overview.recentNone")}</p>}
      <ol className="@container">
        {entries.map((entry) => (
          <li
            key={entry.seq}
            className="flex min-h-9 items-center gap-3 border-line not-last:border-b"
          >
            <OutcomeWord outcome={entry.outcome} className="w-21 shrink-0 text-sm @max-sm:w-auto" />
            <span className="min-w-0 flex-1 truncate">
              {actionWords(t, entry.action)}
              {entry.object_name && <span className="ms-2 font-medium">{entry.object_name}</span>}
            </span>
            <RelativeTime at={entry.at} className="shrink-0 text-sm text-ink-muted" />
          </li>
        ))}
      </ol>
    </Section>
  );
}
