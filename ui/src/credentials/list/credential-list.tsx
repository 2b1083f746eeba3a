/** The list of one connector's credentials: search, filters, order, selection, row menu. */
import { type MouseEvent, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ContextMenu, ErrorState, Loading, matchKeys, NoMatch, VirtualList } from "../../kit";
import { usePagedOperation } from "../../platform";
import type { ConnectorDetail, CredentialView } from "../../protocol";
import type { OpenDialog } from "../parts/credential-dialogs";
import { useCredentialMenu } from "../parts/credential-menu";
import { BulkBar } from "./bulk-bar";
import { CredentialRow, useRowLabel } from "./credential-row";
import { ListControls } from "./list-controls";
import { isFilteredHere, type ListSearch, listRequest, shownItems } from "./list-search";

interface Props {
  connector: ConnectorDetail;
  search: ListSearch;
  activeId: string | undefined;
  onActive: (credentialId: string | undefined) => void;
  onSearch: (change: Partial<ListSearch>) => void;
  onOpen: OpenDialog;
}

export function CredentialList(props: Props) {
  const { connector, search, activeId, onActive, onOpen } = props;
  const { t } = useTranslation("credentials");
  const { items, total, query, error } = usePagedOperation(
    "credential.list",
    listRequest(connector.id, search),
    { keepPrevious: true },
  );
  const shown = useMemo(() => shownItems(items, search.filter), [items, search.filter]);
  const readMore = () => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  useReadAll(query.hasNextPage, readMore);
  const [selected, setSelected] = useSelection(shown, activeId);
  const active = shown.find((item) => item.id === activeId);
  const menu = useCredentialMenu(active, onOpen);
  const label = useRowLabel();
  const chosen = shown.filter((item) => selected.has(item.id));

  return (
    <>
      <ListControls connector={connector} search={search} onSearch={props.onSearch} />
      {chosen.length > 1 && (
        <BulkBar
          chosen={chosen}
          archived={search.filter === "archived"}
          onClear={() => setSelected(new Set())}
        />
      )}
      {error && items.length === 0 && (
        <ErrorState failure={error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && <Loading rows={8} rowHeight={44} />}
      {query.isSuccess && shown.length === 0 && (
        <div className="px-4">
          <NoMatch onClear={() => props.onSearch({ q: undefined, filter: undefined })}>
            {search.q
              ? t("list.noMatch", { query: search.q })
              : t(search.filter === "archived" ? "list.archiveEmpty" : "list.noneInFilter")}
          </NoMatch>
        </div>
      )}
      {shown.length > 0 && (
        <ContextMenu items={menu}>
          <div className="flex min-h-0 flex-1 flex-col py-1">
            <VirtualList
              label={t("list.region", { connector: connector.name })}
              items={shown}
              total={isFilteredHere(search.filter) ? shown.length : total}
              rowKey={keyOf}
              rowLabel={label}
              rowHeight={48}
              renderRow={(item) => <CredentialRow credential={item} onMenu={openMenu} />}
              selection="multiple"
              selectedKeys={selected}
              onSelectedKeysChange={setSelected}
              activeKey={activeId}
              onActiveChange={(item) => onActive(item.id)}
              onActivate={(item) => onActive(item.id)}
              onReachEnd={readMore}
              onKeyDown={(event, item) => {
                const dialog = matchKeys(event.nativeEvent, "Delete") ? "delete" : null;
                if (!dialog || !item) return;
                event.preventDefault();
                if (chosen.length > 1) onOpen("bulkDelete", item, { chosen });
                else onOpen(dialog, item);
              }}
            />
          </div>
        </ContextMenu>
      )}
    </>
  );
}

const keyOf = (item: CredentialView) => item.id;

/** The dots in a row open the same menu that Shift+F10 opens; they are no control of their own. */
function openMenu(event: MouseEvent<HTMLElement>): void {
  const { clientX, clientY } = event;
  const opened = new globalThis.MouseEvent("contextmenu", {
    bubbles: true,
    cancelable: true,
    clientX,
    clientY,
  });
  event.currentTarget.dispatchEvent(opened);
}

/** The selection follows the active row until the person selects several. */
function useSelection(shown: CredentialView[], activeId: string | undefined) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const known = useMemo(() => new Set(shown.map(keyOf)), [shown]);
  const kept = useMemo(
    () => new Set([...selected].filter((id) => known.has(id))),
    [selected, known],
  );
  const effective = kept.size > 1 || activeId === undefined ? kept : new Set([activeId]);
  return [effective, setSelected] as const;
}

/** Reads on in the background: the End key and "Healthy", which is filtered here, need every page. */
function useReadAll(more: boolean, readMore: () => void): void {
  useEffect(() => {
    if (more) readMore();
  });
}
