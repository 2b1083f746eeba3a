import { Link } from "@tanstack/react-router";
import { FolderOpen, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ContextMenu, CountBadge, MonogramTile } from "../kit";
import type { ConnectorSummary } from "../protocol";
import { useTileWords } from "./words";

interface TileProps {
  connector: ConnectorSummary;
  /** The one tile that Tab reaches. */
  tabStop: boolean;
  onFocus(id: string): void;
  onOpen(id: string): void;
  onAdd(id: string): void;
}

/** A connector with the number of its credentials. The number stands in the badge and in words. */
export function Tile(props: TileProps) {
  const { connector, tabStop } = props;
  const { t } = useTranslation("connectors");
  const words = useTileWords(connector);
  return (
    <ContextMenu
      items={[
        {
          id: "open",
          label: t("open"),
          icon: FolderOpen,
          keys: "Enter",
          onSelect: () => props.onOpen(connector.id),
        },
        {
          id: "add",
          label: t("addHere"),
          icon: Plus,
          keys: "A",
          onSelect: () => props.onAdd(connector.id),
        },
      ]}
    >
      <li className="flex">
        <Link
          to="/credentials/$connectorId"
          params={{ connectorId: connector.id }}
          data-tile={connector.id}
          tabIndex={tabStop ? 0 : -1}
          draggable={false}
          onFocus={() => props.onFocus(connector.id)}
          className="flex min-h-28 w-full min-w-0 flex-col rounded-lg border border-line bg-surface p-3 text-ink no-underline select-none hover:border-line-strong/70 hover:bg-hover"
        >
          <span className="sr-only">{words.name}</span>
          <span aria-hidden="true" className="flex items-start justify-between pb-2.5">
            <MonogramTile id={connector.id} name={connector.name} />
            <CountBadge count={connector.credentials ?? 0} />
          </span>
          <span aria-hidden="true" className="truncate font-medium" title={connector.name}>
            {connector.name}
          </span>
          <span aria-hidden="true" className="truncate text-sm text-ink-muted">
            {words.count}
          </span>
          {words.attention && (
            <span
              aria-hidden="true"
              className="flex items-center gap-1.5 truncate text-sm text-bad"
            >
              <span className="forced-border size-2 shrink-0 rounded-full bg-bad-fill" />
              {words.attention}
            </span>
          )}
          {words.matches && (
            <span
              aria-hidden="true"
              className="truncate text-sm text-ink-muted"
              title={words.matches}
            >
              {words.matches}
            </span>
          )}
        </Link>
      </li>
    </ContextMenu>
  );
}
