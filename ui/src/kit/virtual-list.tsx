import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useRef } from "react";
import { cx } from "./cx";
import { type SelectionMode, targetOf } from "./list-selection";
import { useRowHeight } from "./row-height";
import { useListState } from "./use-list-state";

export interface RowState {
  index: number;
  active: boolean;
  selected: boolean;
}

export interface VirtualListProps<T> {
  /** What the list holds, for screen readers. */
  label: string;
  items: readonly T[];
  /** How many there are in all, when not all are read yet. */
  total?: number;
  rowKey(item: T): string;
  /** The row in words: its accessible name, and what type-ahead compares. */
  rowLabel(item: T): string;
  /** The row's content. No buttons or links in it: actions belong to menus and the detail. */
  renderRow(item: T, state: RowState): ReactNode;
  rowHeight?: number;
  /** A heading above the row, where it begins a group. */
  headingOf?(item: T, previous: T | undefined): string | undefined;
  selection?: SelectionMode;
  selectedKeys?: ReadonlySet<string>;
  onSelectedKeysChange?(keys: ReadonlySet<string>): void;
  activeKey?: string | undefined;
  onActiveChange?(item: T): void;
  /** Enter or double click. */
  onActivate?(item: T): void;
  /** The end is in sight: time to read the next page. */
  onReachEnd?(): void;
  /** Keys that the list does not use itself: Delete, F2, single letters with `event.preventDefault()`. */
  onKeyDown?(event: KeyboardEvent<HTMLElement>, active: T | undefined): void;
  className?: string;
}

const HEADING = 32;

/** A list of any length. One tab stop; arrows, Home, End, pages and letters move in it. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, rowKey, selection = "single" } = props;
  const defaultHeight = useRowHeight();
  const rowHeight = props.rowHeight ?? defaultHeight;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const state = useListState(props);
  const heading = useCallback(
    (index: number) => {
      const item = items[index];
      return item === undefined ? undefined : props.headingOf?.(item, items[index - 1]);
    },
    [items, props.headingOf],
  );
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeight + (heading(index) ? HEADING : 0),
    getItemKey: (index) => rowKey(items[index] as T),
    overscan: 8,
    // The row that the focus stands on stays mounted when it is scrolled away.
    rangeExtractor: (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), ...state.mounted])].sort((a, b) => a - b),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes change with these, not with the virtualizer
  useEffect(() => virtualizer.measure(), [rowHeight, heading]);
  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? -1;
  const { onReachEnd } = props;
  useEffect(() => {
    if (items.length > 0 && lastIndex >= items.length - 20) onReachEnd?.();
  }, [lastIndex, items.length, onReachEnd]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const target = targetOf(event.key, state.active, items.length, page);
    if (target !== undefined && !event.altKey) {
      event.preventDefault();
      state.move({ to: target, extend: event.shiftKey });
      virtualizer.scrollToIndex(target);
      return;
    }
    state.handleKey(event, (index) => virtualizer.scrollToIndex(index));
  };

  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={props.label}
      aria-multiselectable={selection === "multiple" || undefined}
      aria-activedescendant={items.length > 0 ? `${id}-${state.active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={cx(
        "group/list focus-inset hairline-scroll min-h-0 flex-1 overflow-y-auto",
        props.className,
      )}
    >
      <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map((row) => (
          <Row
            key={row.key}
            id={`${id}-${row.index}`}
            index={row.index}
            start={row.start}
            height={rowHeight}
            heading={heading(row.index)}
            item={items[row.index] as T}
            active={row.index === state.active}
            selected={state.selected.has(rowKey(items[row.index] as T))}
            list={props}
            onPress={state.press}
          />
        ))}
      </div>
    </div>
  );
}

interface RowProps<T> extends RowState {
  id: string;
  start: number;
  height: number;
  heading: string | undefined;
  item: T;
  list: VirtualListProps<T>;
  onPress(index: number, event: React.MouseEvent): void;
}

function Row<T>(props: RowProps<T>) {
  const { index, item, list, active, selected } = props;
  return (
    <div
      role="presentation"
      className="absolute inset-x-0 top-0"
      style={{ transform: `translateY(${props.start}px)` }}
    >
      {props.heading && (
        <div
          aria-hidden="true"
          className="flex items-end px-4 pb-1 text-sm font-semibold text-ink-muted"
          style={{ height: HEADING }}
        >
          {props.heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox */}
      <div
        id={props.id}
        role="option"
        tabIndex={-1}
        aria-selected={selected}
        aria-setsize={list.total ?? list.items.length}
        aria-posinset={index + 1}
        data-active-row={active || undefined}
        onClick={(event) => props.onPress(index, event)}
        onDoubleClick={() => list.onActivate?.(item)}
        onContextMenu={(event) => props.onPress(index, event)}
        style={{ height: props.height }}
        className={cx(
          "relative mx-1 flex items-center rounded-md outline-none select-none hover:bg-hover",
          selected && "bg-pressed hover:bg-pressed group-focus-within/list:bg-accent-soft",
          active &&
            "group-focus-visible/list:outline-2 group-focus-visible/list:-outline-offset-2 group-focus-visible/list:outline-focus",
        )}
      >
        {/* One sentence for screen readers instead of the row's fragments. */}
        <span className="sr-only">{list.rowLabel(item)}</span>
        <div aria-hidden="true" className="contents">
          {list.renderRow(item, { index, active, selected })}
        </div>
      </div>
    </div>
  );
}
