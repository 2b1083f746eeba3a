/** All flows: name, state, connectors, problems. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FileJson, Plus, Workflow } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Button,
  EmptyState,
  ErrorState,
  Loading,
  NoMatch,
  PageBody,
  PageHeader,
  SearchField,
} from "../../kit";
import { usePagedOperation } from "../../platform";
import { useCommands } from "../../shell/commands";
import { NEW_FLOW } from "../parts/document";
import { FlowRows } from "./flow-rows";
import { ImportDialog } from "./import-dialog";

export function FlowsPage() {
  const { t } = useTranslation("flows");
  const { q } = useSearch({ strict: false }) as { q?: string };
  const navigate = useNavigate();
  const [importing, setImporting] = useState(false);
  const { items, total, query, error } = usePagedOperation(
    "flow.list",
    { search: q || null, limit: 200 },
    { keepPrevious: true },
  );
  const open = useCallback(
    (flowId: string) => void navigate({ to: "/flows/$flowId", params: { flowId } } as never),
    [navigate],
  );
  const create = useCallback(() => open(NEW_FLOW), [open]);
  const importFlow = useCallback(() => setImporting(true), []);
  const search = (next: string) =>
    void navigate({ to: ".", search: { q: next || undefined }, replace: true } as never);
  useFlowCommands(create, importFlow);
  const empty = query.isSuccess && total === 0 && !q;
  return (
    <>
      <PageHeader
        title={t("page.title")}
        scope={query.isSuccess ? t("page.count", { count: total }) : undefined}
        actions={
          <>
            <Button icon={FileJson} onClick={() => setImporting(true)}>
              {t("page.import")}
            </Button>
            <Button variant="primary" icon={Plus} onClick={create}>
              {t("page.new")}
            </Button>
          </>
        }
      />
      <PageBody>
        {!empty && (
          <SearchField
            className="mb-3 max-w-96"
            label={t("page.search")}
            keys="Mod+F"
            value={q ?? ""}
            onValueChange={search}
          />
        )}
        {error && items.length === 0 && (
          <ErrorState failure={error} onRetry={() => void query.refetch()} />
        )}
        {query.isPending && <Loading rows={6} rowHeight={52} />}
        {empty && (
          <EmptyState
            icon={Workflow}
            title={t("empty.title")}
            actions={
              <>
                <Button variant="primary" icon={Plus} onClick={create}>
                  {t("page.new")}
                </Button>
                <Button icon={FileJson} onClick={() => setImporting(true)}>
                  {t("page.import")}
                </Button>
              </>
            }
          >
            {t("empty.text")}
          </EmptyState>
        )}
        {query.isSuccess && items.length === 0 && q && (
          <NoMatch onClear={() => search("")}>{t("page.noMatch", { query: q })}</NoMatch>
        )}
        {items.length > 0 && <FlowRows flows={items} />}
        {query.hasNextPage && (
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("page.more")}
          </Button>
        )}
      </PageBody>
      {importing && <ImportDialog onClose={() => setImporting(false)} onImported={open} />}
    </>
  );
}

function useFlowCommands(create: () => void, importFlow: () => void): void {
  const { t } = useTranslation("flows");
  useCommands(
    useMemo(
      () => [
        {
          id: "flow.new",
          title: t("command.new"),
          section: "actions" as const,
          keys: "Mod+N",
          run: create,
        },
        {
          id: "flow.import",
          title: t("command.import"),
          section: "actions" as const,
          run: importFlow,
        },
      ],
      [t, create, importFlow],
    ),
  );
}
