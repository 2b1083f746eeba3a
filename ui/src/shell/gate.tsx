import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { ErrorState, Loading } from "../kit";
import { useOperation, useStaleViews } from "../platform";
import { Frame } from "./frame";

const LockScreen = lazy(async () => ({ default: (await import("../vault")).LockScreen }));
const FirstRun = lazy(async () => ({ default: (await import("../vault")).FirstRun }));

/**
 * What is shown depends on the vault: first run, lock screen, or the application. Behind a lock
 * nothing is blurred or hidden: it is unmounted, and answers leave memory.
 */
export function Gate() {
  useStaleViews();
  const { data: vault, error, refetch } = useOperation("vault.status", {});
  useForgetWhenClosed(vault?.state !== "open");
  if (error && !vault) {
    return (
      <main className="flex h-full flex-col">
        <ErrorState failure={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  if (!vault) return <Loading className="p-6" />;
  if (vault.state === "open") return <Frame />;
  return (
    <Suspense>
      {vault.state === "locked" ? <LockScreen vault={vault} /> : <FirstRun vault={vault} />}
    </Suspense>
  );
}

function useForgetWhenClosed(closed: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!closed) return;
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== "vault" });
    client.getMutationCache().clear();
  }, [closed, client]);
}
