import { type KeyboardEvent, type MouseEvent, useMemo, useState } from "react";
import { isMac } from "./keys";
import { findByPrefix, type ListMove, moveTo } from "./list-selection";
import { useTypeAhead } from "./type-ahead";
import type { VirtualListProps } from "./virtual-list";

const NOTHING: ReadonlySet<string> = new Set();

/** The active row and the selection of a list, controlled by its props where they are given. */
export function useListState<T>(props: VirtualListProps<T>) {
  const { items, rowKey, rowLabel, selection = "single", activeKey } = props;
  const [ownActive, setOwnActive] = useState(0);
  const [anchor, setAnchor] = useState(0);
  const [ownSelected, setOwnSelected] = useState<ReadonlySet<string>>(NOTHING);
  const controlled = useMemo(
    () => (activeKey === undefined ? -1 : items.findIndex((item) => rowKey(item) === activeKey)),
    [items, rowKey, activeKey],
  );
  const active = Math.min(controlled >= 0 ? controlled : ownActive, Math.max(0, items.length - 1));
  const selected = props.selectedKeys ?? ownSelected;
  const keyAt = (index: number) => {
    const item = items[index];
    return item === undefined ? undefined : rowKey(item);
  };

  const select = (keys: ReadonlySet<string>) => {
    setOwnSelected(keys);
    props.onSelectedKeysChange?.(keys);
  };
  const activate = (index: number) => {
    setOwnActive(index);
    const item = items[index];
    if (item !== undefined) props.onActiveChange?.(item);
  };
  const move = (to: ListMove) => {
    const next = moveTo({ active, anchor, selected }, to, selection, keyAt);
    setAnchor(next.anchor);
    if (next.selected !== selected) select(next.selected);
    activate(next.active);
  };
  const press = (index: number, event: MouseEvent) => {
    // A menu for several rows: asking for it must not undo their selection.
    if (event.type === "contextmenu" && selected.has(keyAt(index) ?? "")) {
      activate(index);
      return;
    }
    move({ to: index, extend: event.shiftKey, toggle: isMac ? event.metaKey : event.ctrlKey });
  };

  const typeAhead = useTypeAhead((typed) => {
    const labels = (index: number) =>
      items[index] === undefined ? undefined : rowLabel(items[index]);
    const found = findByPrefix(labels, items.length, active, typed);
    if (found !== undefined) scrollAfterTyping(found);
  });
  let scrollAfterTyping = (_index: number) => {};

  const handleKey = (event: KeyboardEvent, scrollTo: (index: number) => void) => {
    const item = items[active];
    if (item === undefined) return;
    const mod = isMac ? event.metaKey : event.ctrlKey;
    if (event.key === "Enter" && !mod) {
      event.preventDefault();
      props.onActivate?.(item);
    } else if (event.key === " ") {
      event.preventDefault();
      move({ to: active, toggle: true });
    } else if (mod && event.key.toLowerCase() === "a" && selection === "multiple") {
      event.preventDefault();
      select(new Set(items.map(rowKey)));
    } else {
      scrollAfterTyping = (index) => {
        move({ to: index });
        scrollTo(index);
      };
      // A screen may give a letter a meaning of its own; it says so by preventing the default.
      props.onKeyDown?.(event as KeyboardEvent<HTMLElement>, item);
      if (!event.defaultPrevented && typeAhead(event)) event.preventDefault();
    }
  };

  return { active, selected, mounted: items.length > 0 ? [active] : [], move, press, handleKey };
}
