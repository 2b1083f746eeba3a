import { getRouteApi } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Button,
  EmptyState,
  ErrorState,
  failureText,
  Loading,
  Menu,
  NoMatch,
  PageHeader,
  SplitView,
  StaleNotice,
  useToasts,
  VirtualList,
} from "../kit";
import { OperationFailure, usePagedOperation, usePlatform } from "../platform";
import type { ActivityEntry } from "../protocol";
import { BrokenChain, ChainLine } from "./chain-line";
import { EntryDetail } from "./entry-detail";
import { EntryRow } from "./entry-row";
import { type ExportFormat, exportActivity } from "./export";
import { Filters, hasFilters } from "./filters";
import { startOf } from "./period";
import { dayOf, entryWords } from "./words";

const route = getRouteApi("/activity");

/** The record of what happened. It can be read, searched and exported; nothing can be changed. */
export function ActivityPage() {
  const { t } = useTranslation("activity");
  const filters = useActivityFilters();
  const { query, items, total, error } = usePagedOperation("activity.list", filters, {
    keepPrevious: true,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        scope={
          <span className="flex flex-wrap items-center gap-x-4">
            <span>{t("entries", { count: total })}</span>
            <ChainLine />
          </span>
        }
        actions={<ExportMenu filters={filters} />}
      />
      <Filters />
      <BrokenChain />
      {error && items.length === 0 && (
        <ErrorState failure={error} onRetry={() => void query.refetch()} />
      )}
      {error && items.length > 0 && (
        <StaleNotice
          failure={error}
          at={query.dataUpdatedAt}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isPending && <Loading rows={12} className="px-4" />}
      {query.isSuccess && items.length === 0 && <NothingHere />}
      {items.length > 0 && (
        <Entries
          items={items}
          total={total}
          onReachEnd={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
        />
      )}
    </>
  );
}

function useActivityFilters() {
  const { q, action, outcome, period, object } = route.useSearch();
  const [now] = useState(() => Date.now());
  return useMemo(
    () => ({
      search: q ?? null,
      action: action ?? null,
      outcome: outcome ?? null,
      object: object ?? null,
      from: startOf(period, now),
    }),
    [q, action, outcome, period, object, now],
  );
}

function Entries(props: { items: ActivityEntry[]; total: number; onReachEnd(): void }) {
  const { t, i18n } = useTranslation("activity");
  const [openSeq, setOpenSeq] = useState<number>();
  const open = props.items.find((entry) => entry.seq === openSeq);
  const language = i18n.language;
  const days = useMemo(
    () => (entry: ActivityEntry, previous: ActivityEntry | undefined) => {
      const day = dayOf(entry.at, language);
      return previous && dayOf(previous.at, language) === day ? undefined : day;
    },
    [language],
  );
  return (
    <SplitView
      storageKey="activity"
      listLabel={t("list")}
      detailLabel={t("detail.label")}
      detail={open ? <EntryDetail entry={open} onClose={() => setOpenSeq(undefined)} /> : null}
      list={
        <VirtualList
          label={t("list")}
          items={props.items}
          total={props.total}
          rowKey={(entry) => String(entry.seq)}
          rowLabel={(entry) => entryWords(t, entry, language)}
          headingOf={days}
          renderRow={(entry) => <EntryRow entry={entry} />}
          onSelectedKeysChange={([seq]: Iterable<string>) => setOpenSeq(Number(seq))}
          onReachEnd={props.onReachEnd}
          className="@container px-2 pb-2"
        />
      }
    />
  );
}

function NothingHere() {
  const { t } = useTranslation("activity");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (hasFilters(search)) {
    return (
      <div className="px-6">
        <NoMatch onClear={() => void navigate({ search: {}, replace: true })}>
          {t("noMatch")}
        </NoMatch>
      </div>
    );
  }
  return (
    <EmptyState icon={ScrollText} title={t("empty.title")}>
      {t("empty.text")}
    </EmptyState>
  );
}

function ExportMenu({ filters }: { filters: ReturnType<typeof useActivityFilters> }) {
  const { t } = useTranslation("activity");
  const platform = usePlatform();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const run = async (format: ExportFormat) => {
    setBusy(true);
    try {
      const count = await exportActivity(platform, filters, format);
      toasts.show({ tone: "good", title: t("export.done", { count }) });
    } catch (error) {
      if (!(error instanceof OperationFailure)) throw error;
      toasts.show({ tone: "bad", title: failureText(t, error).title });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu
      trigger={
        <Button icon={Download} busy={busy}>
          {t("export.label")}
        </Button>
      }
      items={[
        { id: "csv", label: t("export.csv"), onSelect: () => void run("csv") },
        { id: "json", label: t("export.json"), onSelect: () => void run("json") },
      ]}
    />
  );
}
