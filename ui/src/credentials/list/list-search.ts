/** The part of the route that says what the list shows, and how it becomes a request. */
import type { CredentialSort, CredentialView } from "../../protocol";
import { isHealthy } from "../parts/states";

export interface ListSearch {
  q?: string | undefined;
  filter?:
    | "healthy"
    | "attention"
    | "unverified"
    | "unused"
    | "quarantined"
    | "archived"
    | undefined;
  sort?: CredentialSort | undefined;
  tab?: string | undefined;
}

/** The most the core gives at once. */
const PAGE_SIZE = 1000;

/** Whether the filter leaves out what the core counted. */
export function isFilteredHere(filter: ListSearch["filter"]): boolean {
  return filter === "healthy" || filter === "quarantined";
}

export function listRequest(connector: string, { q, filter, sort }: ListSearch) {
  return {
    connector,
    search: q || null,
    sort: sort ?? "name",
    needs_attention: filter === "attention",
    unverified: filter === "unverified",
    unused: filter === "unused",
    archived: filter === "archived",
    limit: PAGE_SIZE,
  };
}

/** Filters that the core does not have; they are applied to what was read. */
export function shownItems(
  items: CredentialView[],
  filter: ListSearch["filter"],
): CredentialView[] {
  if (filter === "healthy") return items.filter((item) => isHealthy(item.state));
  if (filter === "quarantined") return items.filter((item) => item.state === "quarantined");
  return items;
}
