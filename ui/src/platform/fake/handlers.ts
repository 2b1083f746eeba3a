import type { OperationName, Request, Response } from "../../protocol";
import type { World } from "./world";

/** Bodies of operations over the fixtures' world. */
export type Handlers = {
  [N in OperationName]: (world: World, request: Request<N>) => Response<N> | Promise<Response<N>>;
};

/** A page of a list, as the core cuts it. */
export function pageOf<T>(
  items: readonly T[],
  request: { cursor?: string | null; limit?: number | null },
): { items: T[]; total: number; cursor?: string } {
  const start = Number(request.cursor ?? 0);
  const end = start + (request.limit ?? 200);
  return {
    items: items.slice(start, end),
    total: items.length,
    ...(end < items.length ? { cursor: String(end) } : {}),
  };
}

export function holds(text: string | null | undefined, wanted: string): boolean {
  return (text ?? "").toLowerCase().includes(wanted.toLowerCase());
}
