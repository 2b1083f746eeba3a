import { useCallback, useMemo } from "react";
import { useOperation } from "../platform";

/** Connectors' names by id. The sidebar has read the same list, so that it costs nothing. */
export function useConnectorNames(): (id: string) => string {
  const { data } = useOperation("connector.list", { in_use: true });
  const names = useMemo(() => new Map(data?.items.map(({ id, name }) => [id, name])), [data]);
  return useCallback((id) => names.get(id) ?? id, [names]);
}
