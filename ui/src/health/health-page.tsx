/** How every credential stands: grouped by state, the worst first, with what helps. */
import { getRouteApi } from "@tanstack/react-router";
import { HeartPulse } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  Button,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  NoMatch,
  PageHeader,
  SearchField,
  SplitView,
  StaleNotice,
} from "../kit";
import { usePagedOperation } from "../platform";
import type { HealthRow, HealthView } from "../protocol";
import { type Command, useCommands } from "../shell/commands";
import { useDialogs } from "../shell/dialogs";
import type { HealthSearch } from "../shell/router";
import { HealthDetail } from "./health-detail";
import { HealthRows } from "./health-rows";
import { countedStates, groupedByState } from "./order";
import { canVerify } from "./remedy";
import { type HealthActions, useHealthActions } from "./use-health-actions";

const route = getRouteApi("/health");
const PAGE = 1_000;

export function HealthPage() {
  const { t } = useTranslation("health");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { query, items, total, error } = usePagedOperation("health.list", requestOf(search), {
    keepPrevious: true,
  });
  const counts = query.data?.pages[0];
  const rows = useMemo(() => groupedByState(items), [items]);
  const selected = rows.find(({ id }) => id === search.id);
  const actions = useHealthActions();
  useRowCommands(selected, actions);
  const change = useCallback(
    (part: Partial<HealthSearch>) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace: true }),
    [navigate],
  );
  const filtered = Boolean(search.q || search.state);
  if (query.isSuccess && total === 0 && !filtered) return <NothingYet />;
  return (
    <>
      <PageHeader title={t("title")} scope={counts && t("scope", { count: total })} />
      <Filters search={search} counts={counts} onChange={change} />
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
      {query.isPending && <Loading rows={10} className="px-4" />}
      {query.isSuccess && items.length === 0 && (
        <div className="px-6 max-sm:px-4">
          <NoMatch onClear={() => change({ q: undefined, state: undefined })}>
            {t("noMatch")}
          </NoMatch>
        </div>
      )}
      {items.length > 0 && (
        <SplitView
          storageKey="health"
          listLabel={t("list")}
          detailLabel={t("detail.region")}
          list={
            <HealthRows
              rows={rows}
              total={total}
              selected={selected}
              actions={actions}
              onSelect={(id) => change({ id })}
              onReachEnd={() =>
                query.hasNextPage && !query.isFetching && void query.fetchNextPage()
              }
            />
          }
          detail={
            selected ? (
              <HealthDetail
                key={selected.id}
                row={selected}
                actions={actions}
                onClose={() => change({ id: undefined })}
              />
            ) : null
          }
        />
      )}
    </>
  );
}

function requestOf({ q, state }: HealthSearch) {
  return {
    states: state && state !== "attention" && state !== "paused" ? [state] : [],
    needs_attention: state === "attention",
    paused: state === "paused",
    search: q ?? null,
    limit: PAGE,
  };
}

function NothingYet() {
  const { t } = useTranslation("health");
  const dialogs = useDialogs();
  return (
    <>
      <PageHeader title={t("title")} />
      <EmptyState
        icon={HeartPulse}
        title={t("empty.title")}
        actions={
          <Button variant="primary" onClick={() => dialogs.openAddCredential()}>
            {t("empty.add")}
          </Button>
        }
      >
        {t("empty.text")}
      </EmptyState>
    </>
  );
}

function Filters(props: {
  search: HealthSearch;
  counts: HealthView | undefined;
  onChange(part: Partial<HealthSearch>): void;
}) {
  const { t } = useTranslation(["health", "kit"]);
  const { search, counts, onChange } = props;
  const attention = counts?.needs_attention ?? 0;
  const states = countedStates(counts?.counts ?? []).map(({ state, count }) => ({
    value: state as HealthSearch["state"] & string,
    label: t(`kit:state.${state}`),
    count,
  }));
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-6 pb-3 max-sm:px-4">
      <SearchField
        label={t("health:search")}
        keys="Mod+F"
        value={search.q ?? ""}
        onValueChange={(q) => onChange({ q: q || undefined })}
        className="max-w-80 flex-1 basis-56"
      />
      <FilterChips
        label={t("health:filters")}
        value={search.state}
        onValueChange={(state) => onChange({ state })}
        options={[
          { value: "attention", label: t("health:attentionFilter"), count: attention },
          ...states,
          ...(counts?.paused
            ? [{ value: "paused" as const, label: t("health:row.paused"), count: counts.paused }]
            : []),
        ]}
      />
    </div>
  );
}

function useRowCommands(row: HealthRow | undefined, actions: HealthActions): void {
  const { t } = useTranslation("health");
  const { verify, reconnect, pause, resume } = actions;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the actions change at every render, not in what they do
  const commands = useMemo((): Command[] => {
    if (!row) return [];
    const act = (
      id: string,
      action: "verify" | "reconnect" | "pause" | "resume",
      run: () => void,
    ) => ({
      id: `credential.${id}`,
      title: t("overview.actionOn", { action: t(`action.${action}`), name: row.name }),
      section: "actions" as const,
      run,
    });
    const toggled = row.paused ? "resume" : "pause";
    return [
      ...(canVerify(row.state)
        ? [{ ...act("verify", "verify", () => verify(row)), keys: "Mod+R" }]
        : []),
      act("reconnect", "reconnect", () => reconnect(row)),
      act("pauseChecks", toggled, () => (row.paused ? resume(row) : pause(row))),
    ];
  }, [t, row]);
  useCommands(commands);
}
