import { type KeyboardEvent, useRef, useState } from "react";
import { useTypeAhead } from "../kit/type-ahead";
import type { ConnectorSummary } from "../protocol";
import { moveInGrid } from "./grid-move";

/** One tab stop for all tiles; arrows, Home, End and letters move in them, `A` adds. */
export function useTileKeys(
  connectors: readonly ConnectorSummary[],
  onAdd: (connectorId: string) => void,
) {
  const container = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<string>();
  const active = connectors.some((item) => item.id === wanted) ? wanted : connectors[0]?.id;
  const typing = useRef(0);

  const tiles = () => [...(container.current?.querySelectorAll<HTMLElement>("[data-tile]") ?? [])];
  const focus = (index: number) => {
    const tile = tiles()[index];
    if (!tile) return;
    setWanted(tile.dataset.tile);
    tile.focus();
  };
  const typeAhead = useTypeAhead((typed) => {
    const names = connectors.map((item) => item.name.toLocaleLowerCase());
    const found = names.findIndex((name) => name.startsWith(typed.toLocaleLowerCase()));
    if (found >= 0) focus(found);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const from = connectors.findIndex((item) => item.id === active);
    const adds = event.key.toLowerCase() === "a" && Date.now() - typing.current > 700;
    if (adds && !event.ctrlKey && !event.metaKey && !event.altKey && active) {
      event.preventDefault();
      onAdd(active);
      return;
    }
    const boxes = () => tiles().map((tile) => tile.getBoundingClientRect());
    const next = event.altKey
      ? undefined
      : moveInGrid(boxes(), from, event.key, document.dir === "rtl");
    if (next !== undefined) {
      event.preventDefault();
      focus(next);
    } else if (typeAhead(event)) {
      typing.current = Date.now();
      event.preventDefault();
    }
  };
  return { container, active, onKeyDown, onFocus: setWanted };
}
