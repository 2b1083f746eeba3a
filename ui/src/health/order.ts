import type { HealthRow, HealthView, StateWord } from "../protocol";
import { HEALTH_STATES } from "../shell/search-params";

type Group = StateWord | "paused";

/** Its state; of what works but is no longer looked at, that. */
export function groupOf({ state, paused }: Pick<HealthRow, "state" | "paused">): Group {
  return paused && state === "connected" ? "paused" : state;
}

/** Before "connected", the last of the states. */
const GROUPS: readonly Group[] = [...HEALTH_STATES.slice(0, -1), "paused", "connected"];

/** The rows, group by group, the worst first; within a group the longest first. */
export function groupedByState(rows: readonly HealthRow[]): HealthRow[] {
  return rows
    .map((row, index) => ({ row, index, rank: GROUPS.indexOf(groupOf(row)) }))
    .sort((a, b) => a.rank - b.rank || a.row.since.localeCompare(b.row.since) || a.index - b.index)
    .map(({ row }) => row);
}

/** The states that there are, in the order of the list, with how many of each. */
export function countedStates(counts: HealthView["counts"]): HealthView["counts"] {
  const of = new Map(counts.map((entry) => [entry.state, entry]));
  return HEALTH_STATES.flatMap((state) => of.get(state) ?? []);
}
