import type { HealthRow, HealthView, StateWord } from "../protocol";
import { HEALTH_STATES } from "../shell/search-params";

/** The rows, state by state, the worst first; within a state the longest first. */
export function groupedByState(rows: readonly HealthRow[]): HealthRow[] {
  const place = new Map<StateWord, number>(HEALTH_STATES.map((state, index) => [state, index]));
  return rows
    .map((row, index) => ({ row, index, rank: place.get(row.state) ?? HEALTH_STATES.length }))
    .sort((a, b) => a.rank - b.rank || a.row.since.localeCompare(b.row.since) || a.index - b.index)
    .map(({ row }) => row);
}

/** The states that there are, in the order of the list, with how many of each. */
export function countedStates(counts: HealthView["counts"]): HealthView["counts"] {
  const of = new Map(counts.map((entry) => [entry.state, entry]));
  return HEALTH_STATES.flatMap((state) => of.get(state) ?? []);
}
