import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ConnectorSummary } from "../protocol";
import { useDialogs } from "../shell/dialogs";
import { Tile } from "./tile";
import { useTileKeys } from "./use-tile-keys";

/** Tiles under the names of their categories. */
export function TileGroups(props: { connectors: readonly ConnectorSummary[]; label: string }) {
  const navigate = useNavigate();
  const dialogs = useDialogs();
  const groups = useMemo(() => groupByCategory(props.connectors), [props.connectors]);
  const { container, active, onKeyDown, onFocus } = useTileKeys(
    props.connectors,
    dialogs.openAddCredential,
  );
  const open = (connectorId: string) =>
    void navigate({ to: "/credentials/$connectorId", params: { connectorId } });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={container}
      role="group"
      aria-label={props.label}
      onKeyDown={onKeyDown}
      className="flex flex-wrap gap-x-8 gap-y-5"
    >
      {[...groups].map(([category, connectors]) => (
        // Groups out of sight are not laid out: a catalogue of hundreds stays quick.
        <section
          key={category}
          // Small groups stand side by side; a large one takes the whole width.
          style={{ flexBasis: widthOf(connectors.length) }}
          className="-m-1 max-w-full p-1 [content-visibility:auto] [contain-intrinsic-size:auto_150px]"
        >
          <h2 className="pb-2 text-sm text-ink-muted">{category}</h2>
          <ul
            aria-label={category}
            className="grid grid-cols-[repeat(auto-fill,minmax(168px,1fr))] gap-3"
          >
            {connectors.map((connector) => (
              <Tile
                key={connector.id}
                connector={connector}
                tabStop={connector.id === active}
                onFocus={onFocus}
                onOpen={open}
                onAdd={dialogs.openAddCredential}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** So many tiles of 168 px with 12 px between them, and 4 px on both sides for the focus ring. */
function widthOf(tiles: number): string {
  return `${tiles * 180 - 4}px`;
}

function groupByCategory(connectors: readonly ConnectorSummary[]): Map<string, ConnectorSummary[]> {
  const groups = new Map<string, ConnectorSummary[]>();
  for (const connector of connectors) {
    const group = groups.get(connector.category);
    if (group) group.push(connector);
    else groups.set(connector.category, [connector]);
  }
  return groups;
}
