import { getRouteApi } from "@tanstack/react-router";
import { Ellipsis, FileDown, KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Banner,
  Button,
  EmptyState,
  ErrorState,
  IconButton,
  Loading,
  Menu,
  NoMatch,
  PageBody,
  PageHeader,
  SearchField,
  Segmented,
  StaleNotice,
} from "../kit";
import { useOperation } from "../platform";
import type { ConnectorList } from "../protocol";
import { useDialogs } from "../shell/dialogs";
import { ConnectorRows } from "./connector-rows";
import { TileGroups } from "./tile-groups";

const route = getRouteApi("/credentials");
type Layout = "tiles" | "list";

/** Security credentials: connectors as tiles, with how many credentials each has. */
export function ConnectorsPage() {
  const { t } = useTranslation("connectors");
  const { q = "", show } = route.useSearch();
  const request = { search: q || null, in_use: show !== "all" };
  const { data, error, refetch, dataUpdatedAt } = useOperation("connector.list", request, {
    keepPrevious: true,
  });
  const [layout, setLayout] = useLayout();
  return (
    <>
      <PageHeader title={t("title")} scope={data && <Scope list={data} />} actions={<Actions />} />
      <Toolbar layout={layout} onLayoutChange={setLayout} />
      {error && !data && <ErrorState failure={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading rowHeight={112} rows={3} className="px-6" />}
      {error && data && (
        <StaleNotice failure={error} at={dataUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data && <Catalogue list={data} layout={layout} />}
    </>
  );
}

function Scope({ list }: { list: ConnectorList }) {
  const { t } = useTranslation("connectors");
  const attention = list.needs_attention ?? 0;
  return (
    <>
      {t("credentials", { count: list.credentials ?? 0 })}
      {attention > 0 && (
        <span className="text-bad before:px-1.5 before:text-ink-faint before:content-['·']">
          {t("needsAttention", { count: attention })}
        </span>
      )}
    </>
  );
}

function Actions() {
  const { t } = useTranslation("connectors");
  const dialogs = useDialogs();
  return (
    <>
      <Button
        variant="primary"
        icon={Plus}
        keys="Mod+N"
        onClick={() => dialogs.openAddCredential()}
      >
        {t("add")}
      </Button>
      <Menu
        trigger={<IconButton icon={Ellipsis} label={t("more")} size="md" />}
        items={[
          {
            id: "import",
            label: t("import.action"),
            icon: FileDown,
            onSelect: dialogs.openImportConnector,
          },
        ]}
      />
    </>
  );
}

function Toolbar(props: { layout: Layout; onLayoutChange(layout: Layout): void }) {
  const { t } = useTranslation("connectors");
  const { q = "", show } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-6 pb-4 max-sm:px-4">
      <SearchField
        label={t("search")}
        keys="Mod+F"
        value={q}
        onValueChange={(next) =>
          void navigate({ search: (old) => ({ ...old, q: next || undefined }), replace: true })
        }
        className="max-w-110 flex-1 basis-64"
      />
      <div className="ms-auto flex gap-2">
        <Segmented
          label={t("show.label")}
          value={show ?? "inUse"}
          onValueChange={(next) =>
            void navigate({
              search: (old) => ({ ...old, show: next === "all" ? "all" : undefined }),
              replace: true,
            })
          }
          options={[
            { value: "inUse", label: t("show.inUse") },
            { value: "all", label: t("show.all") },
          ]}
        />
        <Segmented
          label={t("layout.label")}
          value={props.layout}
          onValueChange={props.onLayoutChange}
          options={[
            { value: "tiles", label: t("layout.tiles") },
            { value: "list", label: t("layout.list") },
          ]}
        />
      </div>
    </div>
  );
}

function Catalogue({ list, layout }: { list: ConnectorList; layout: Layout }) {
  const { t } = useTranslation("connectors");
  const { q, show } = route.useSearch();
  if (list.items.length === 0) return q ? <NothingFound query={q} /> : <Nothing />;
  const label = show === "all" ? t("show.all") : t("show.inUse");
  const unreadable = list.unreadable > 0 && (
    <Banner tone="warn" title={t("unreadable", { count: list.unreadable })} className="mb-4">
      {t("unreadableHint")}
    </Banner>
  );
  if (layout === "list") {
    return (
      <div className="flex min-h-0 flex-1 flex-col px-6 pb-4 max-sm:px-4">
        {unreadable}
        <ConnectorRows connectors={list.items} label={label} />
      </div>
    );
  }
  return (
    <PageBody className="pt-1">
      {unreadable}
      <TileGroups connectors={list.items} label={label} />
    </PageBody>
  );
}

function NothingFound({ query }: { query: string }) {
  const { t } = useTranslation("connectors");
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <PageBody>
      <NoMatch
        clearLabel={t("clearSearch")}
        onClear={() =>
          void navigate({ search: (old) => ({ ...old, q: undefined }), replace: true })
        }
      >
        {t("noMatch", { query })}
      </NoMatch>
      {show !== "all" && (
        <Button
          size="sm"
          variant="ghost"
          onClick={() =>
            void navigate({ search: (old) => ({ ...old, show: "all" }), replace: true })
          }
        >
          {t("searchAll")}
        </Button>
      )}
    </PageBody>
  );
}

function Nothing() {
  const { t } = useTranslation("connectors");
  const dialogs = useDialogs();
  const navigate = route.useNavigate();
  return (
    <EmptyState
      icon={KeyRound}
      title={t("empty.title")}
      actions={
        <>
          <Button variant="primary" icon={Plus} onClick={() => dialogs.openAddCredential()}>
            {t("add")}
          </Button>
          <Button onClick={() => void navigate({ search: { show: "all" } })}>
            {t("empty.browse")}
          </Button>
        </>
      }
    >
      {t("empty.text")}
    </EmptyState>
  );
}

function useLayout(): [Layout, (layout: Layout) => void] {
  const key = "credenza.connectors.layout";
  const [layout, setLayout] = useState<Layout>(() =>
    localStorage.getItem(key) === "list" ? "list" : "tiles",
  );
  const change = (next: Layout) => {
    localStorage.setItem(key, next);
    setLayout(next);
  };
  return [layout, change];
}
