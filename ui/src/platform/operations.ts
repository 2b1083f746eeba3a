/**
 * Operations as React Query hooks. A query's key is `[view, name, request]`, so that a stale view
 * invalidates exactly the queries that show it. Answers never expire by themselves: hosts tell what
 * changed, nothing polls.
 */
import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import {
  type HostEvent,
  type Item,
  type MutationName,
  type PagedQueryName,
  type QueryName,
  type Request,
  type Response,
  staleViewsOf,
  type View,
  viewOf,
  withDerivedViews,
} from "../protocol";
import { useHostEvents, usePlatform } from "./context";
import { OperationFailure } from "./types";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

interface QueryOptions {
  enabled?: boolean;
  /** Shows the previous answer while a new request (another filter) is under way. */
  keepPrevious?: boolean;
}

/** Reads something, and reads it again whenever its view becomes stale. */
export function useOperation<N extends QueryName>(
  name: N,
  request: Request<N>,
  options: QueryOptions = {},
) {
  const platform = usePlatform();
  return useQuery<Response<N>, OperationFailure>({
    queryKey: [viewOf(name), name, request],
    queryFn: () => platform.call(name, request),
    enabled: options.enabled ?? true,
    placeholderData: options.keepPrevious ? keepPreviousData : undefined,
  });
}

/** Reads a list page by page; `items` are those read so far, `total` counts all pages. */
export function usePagedOperation<N extends PagedQueryName>(
  name: N,
  request: Omit<Request<N>, "cursor">,
  options: QueryOptions = {},
) {
  const platform = usePlatform();
  const query = useInfiniteQuery({
    queryKey: [viewOf(name), name, "pages", request],
    queryFn: ({ pageParam }) =>
      platform.call(name, { ...request, cursor: pageParam } as unknown as Request<N>),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Response<N>) =>
      (page as { cursor?: string | null }).cursor ?? undefined,
    enabled: options.enabled ?? true,
    placeholderData: options.keepPrevious ? keepPreviousData : undefined,
  });
  const pages = query.data?.pages as { items: Item<N>[]; total: number }[] | undefined;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  return {
    query,
    items,
    total: pages?.[0]?.total ?? 0,
    error: query.error as OperationFailure | null,
  };
}

interface Answers<N extends MutationName> {
  onSuccess?: (response: Response<N>) => void;
  onError?: (failure: OperationFailure) => void;
}

/**
 * Changes something, then reads again what that made stale. Whoever asked hears the answer even when
 * its component is gone by then: a toast's *Undo* outlives the dialog it came from.
 */
export function useMutationOperation<N extends MutationName>(name: N) {
  const platform = usePlatform();
  const client = useQueryClient();
  const mutation = useMutation<Response<N>, OperationFailure, Request<N>>({
    mutationKey: [name],
    mutationFn: (request) => platform.call(name, request),
    onSuccess: () => invalidateViews(client, staleViewsOf(name)),
    onError: (failure) => invalidateAfterFailure(client, failure),
    // Requests may hold what a person typed as a secret; it must not stay in the mutation cache.
    gcTime: 0,
  });
  const { mutateAsync } = mutation;
  const mutate = useCallback(
    (request: Request<N>, { onSuccess, onError }: Answers<N> = {}) => {
      void mutateAsync(request).then(onSuccess, onError ?? (() => undefined));
    },
    [mutateAsync],
  );
  return { ...mutation, mutate };
}

export function invalidateViews(client: QueryClient, views: readonly View[]): void {
  for (const view of withDerivedViews(views)) void client.invalidateQueries({ queryKey: [view] });
}

/** A refusal may tell that what is on screen is no longer so. */
function invalidateAfterFailure(client: QueryClient, failure: OperationFailure): void {
  if (failure.code === "vault.locked") invalidateViews(client, ["vault"]);
  if (failure.code === "credential.changed_elsewhere") invalidateViews(client, ["credentials"]);
  if (failure.code === "flow.changed_elsewhere") invalidateViews(client, ["flows"]);
  if (failure.code === "oauth_app.changed_elsewhere") invalidateViews(client, ["o_auth_apps"]);
}

/** Keeps every query up to date with the host's events. Mounted once, by the shell. */
export function useStaleViews(): void {
  const client = useQueryClient();
  useHostEvents(
    useCallback(
      (event: HostEvent) => {
        if (event.type === "changed") invalidateViews(client, event.views);
        if (event.type === "locked") forgetAnswers(client);
      },
      [client],
    ),
  );
}

/** When the vault locks, answers leave memory: what a locked vault shows is nothing. */
function forgetAnswers(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== "vault" });
  invalidateViews(client, ["vault"]);
}

export { OperationFailure };
