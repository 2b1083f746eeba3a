import { useCallback, useMemo } from "react";
import { useOperation } from "./operations";

/** Connectors' names by id: of those in use, or of all. Until they are read, the id is the name. */
export function useConnectorNames(which: "in_use" | "all" = "in_use"): (id: string) => string {
  const { data } = useOperation("connector.list", { in_use: which === "in_use" });
  const names = useMemo(() => new Map(data?.items.map(({ id, name }) => [id, name])), [data]);
  return useCallback((id) => names.get(id) ?? id, [names]);
}
