/** Search, filter and order of the list. All of them live in the route, so that Back restores them. */
import { useTranslation } from "react-i18next";
import { FilterChips, SearchField, Select } from "../../kit";
import { useOperation } from "../../platform";
import type { ConnectorDetail, CredentialSort } from "../../protocol";
import type { ListSearch } from "./list-search";

interface Props {
  connector: ConnectorDetail;
  search: ListSearch;
  onSearch: (change: Partial<ListSearch>) => void;
}

const SORTS: CredentialSort[] = ["name", "verified", "created"];

export function ListControls({ connector, search, onSearch }: Props) {
  const { t } = useTranslation("credentials");
  const count = (filter: object) => ({ connector: connector.id, limit: 1, ...filter });
  const attention = useOperation("credential.list", count({ needs_attention: true }));
  const unverified = useOperation("credential.list", count({ unverified: true }));
  const unused = useOperation("credential.list", count({ unused: true }));
  const archived = search.filter === "archived";
  return (
    <div className="flex flex-col gap-2 border-b border-line px-3 py-2.5">
      <div className="flex flex-wrap gap-2">
        <SearchField
          className="min-w-40 flex-1"
          label={t("list.search")}
          keys="Mod+F"
          value={search.q ?? ""}
          onValueChange={(q) => onSearch({ q: q || undefined })}
        />
        <Select
          className="w-36 shrink-0"
          label={t("list.sort")}
          hideLabel
          value={search.sort ?? "name"}
          onValueChange={(sort) => onSearch({ sort: sort === "name" ? undefined : sort })}
          options={SORTS.map((value) => ({ value, label: t(`list.sortBy.${value}`) }))}
        />
      </div>
      {!archived && (
        <FilterChips
          label={t("list.filter")}
          value={search.filter}
          onValueChange={(filter) => onSearch({ filter })}
          options={[
            { value: "healthy" as const, label: t("list.filters.healthy") },
            {
              value: "attention" as const,
              label: t("list.filters.attention"),
              count: attention.data?.total || undefined,
            },
            {
              value: "unverified" as const,
              label: t("list.filters.unverified"),
              count: unverified.data?.total || undefined,
            },
            {
              value: "unused" as const,
              label: t("list.filters.unused"),
              count: unused.data?.total || undefined,
            },
            // Set aside on purpose: nothing needs to be done about it, so it has a place of its own.
            { value: "quarantined" as const, label: t("list.filters.quarantined") },
          ]}
        />
      )}
    </div>
  );
}
