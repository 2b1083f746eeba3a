/** What keys and clicks do to the active row and the selection of a list. No DOM, so that it can be tested. */

export interface ListState {
  active: number;
  anchor: number;
  selected: ReadonlySet<string>;
}

export type SelectionMode = "none" | "single" | "multiple";

export interface ListMove {
  to: number;
  /** Shift: from the anchor to here. */
  extend?: boolean;
  /** Control or Command: add or take away this one. */
  toggle?: boolean;
}

/** The state after moving to a row. */
export function moveTo(
  state: ListState,
  move: ListMove,
  mode: SelectionMode,
  keyAt: (index: number) => string | undefined,
): ListState {
  const key = keyAt(move.to);
  if (key === undefined) return state;
  if (mode === "none") return { ...state, active: move.to, anchor: move.to };
  if (mode === "multiple" && move.extend) {
    return { ...state, active: move.to, selected: rangeOf(state.anchor, move.to, keyAt) };
  }
  if (mode === "multiple" && move.toggle) {
    const selected = new Set(state.selected);
    if (!selected.delete(key)) selected.add(key);
    return { active: move.to, anchor: move.to, selected };
  }
  return { active: move.to, anchor: move.to, selected: new Set([key]) };
}

function rangeOf(from: number, to: number, keyAt: (index: number) => string | undefined) {
  const selected = new Set<string>();
  for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
    const key = keyAt(index);
    if (key !== undefined) selected.add(key);
  }
  return selected;
}

/** Where a navigation key leads; undefined when it is not one. */
export function targetOf(
  key: string,
  active: number,
  count: number,
  page: number,
): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(active + 1, last);
    case "ArrowUp":
      return Math.max(active - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return Math.min(active + page, last);
    case "PageUp":
      return Math.max(active - page, 0);
    default:
      return undefined;
  }
}

/** The next row, after `from`, whose label starts with what was typed. Wraps around. */
export function findByPrefix(
  labels: (index: number) => string | undefined,
  count: number,
  from: number,
  typed: string,
): number | undefined {
  const wanted = typed.toLocaleLowerCase();
  // While a prefix grows the row that fits may stay; a new first letter moves on.
  const start = typed.length > 1 ? from : from + 1;
  for (let step = 0; step < count; step++) {
    const index = (start + step) % count;
    if (labels(index)?.toLocaleLowerCase().startsWith(wanted)) return index;
  }
  return undefined;
}
