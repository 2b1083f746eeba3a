/** The part of the route that says what the list shows, and how it becomes a request. */
import type { CredentialSort, CredentialView } from "../../protocol";
import { isHealthy } from "../parts/states";

export interface ListSearch {
  q?: string | undefined;
  filter?: "healthy" | "attention" | "unverified" | "unused" | "archived" | undefined;
  sort?: CredentialSort | undefined;
  tab?: string | undefined;
}

/** The most the core gives at once. */
const PAGE_SIZE = 1000;

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

/** "Healthy" is the one filter that the core does not have; it is applied to what was read. */
export function shownItems(
  items: CredentialView[],
  filter: ListSearch["filter"],
): CredentialView[] {
  return filter === "healthy" ? items.filter((item) => isHealthy(item.state)) : items;
}
