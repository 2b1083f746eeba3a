/**
 * Verifies stored credentials and follows their progress, from the detail and from the list.
 * Deliberately absent: drafts; the editor checks those itself.
 */
import { useCallback, useRef, useState } from "react";
import { OperationFailure, useHostEvents, useMutationOperation, usePlatform } from "../../platform";
import type { Approvals, CredentialView, HostEvent, VerifyView } from "../../protocol";
import { type CheckRun, endWithFailure, endWithProof, followEvent, startRun } from "./progress";

/** One stored credential, stage by stage. */
export function useStoredCheck(credential: CredentialView | undefined, kind: string) {
  const platform = usePlatform();
  const verifying = useMutationOperation("credential.verify");
  const updating = useMutationOperation("credential.update");
  const [run, setRun] = useState<CheckRun | null>(null);
  useHostEvents(
    useCallback((event: HostEvent) => setRun((now) => now && followEvent(now, event)), []),
  );
  // A result belongs to the credential it was asked for, also when another one is selected meanwhile.
  const shownFor = useRef<string | undefined>(undefined);

  const track = async (work: (verification: string) => Promise<(now: CheckRun) => CheckRun>) => {
    if (!credential) return;
    const verification = crypto.randomUUID();
    shownFor.current = credential.id;
    setRun(startRun(verification, kind, credential.version));
    const end = await work(verification).catch((error: unknown) => {
      if (!(error instanceof OperationFailure)) throw error;
      return (now: CheckRun) => endWithFailure(now, error);
    });
    setRun((now) => (now?.verification === verification ? end(now) : now));
  };

  const verify = (): Promise<void> =>
    track(async (verification) => {
      const answer = await verifying.mutateAsync({
        credentials: [credential?.id ?? ""],
        verification,
      });
      return endWithAnswer(answer);
    });

  /** Stores the answer to a question; the core verifies with it before it keeps it. */
  const approve = (approvals: Approvals) =>
    track(async (verification) => {
      const { id = "", version, auth } = credential ?? {};
      const draft = { auth, fields: {}, clear: [], approvals };
      const saved = await updating.mutateAsync({ credential: id, version, draft, verification });
      const proof = saved.credential.proof;
      return (now) => (proof ? endWithProof(now, proof, null) : now);
    });

  const current = run && shownFor.current === credential?.id ? run : null;
  return {
    run: current,
    busy: current !== null && current.verdict === null,
    verify,
    approve,
    cancel: () => {
      if (!current) return;
      void platform
        .call("credential.cancel", { verification: current.verification })
        .catch(() => undefined);
    },
    forget: () => setRun(null),
  };
}

function endWithAnswer(answer: VerifyView): (now: CheckRun) => CheckRun {
  const result = answer.results[0];
  if (result?.proof) {
    const proof = result.proof;
    return (now) => endWithProof(now, proof, null);
  }
  const { code = "internal", message = "", hint, details } = result?.error ?? {};
  return (now) => endWithFailure(now, { code, message, hint: hint ?? undefined, details });
}

export interface BulkProgress {
  done: number;
  total: number;
  verification: string;
}

/** Several stored credentials at once; only the counts are followed. */
export function useBulkCheck() {
  const platform = usePlatform();
  const verifying = useMutationOperation("credential.verify");
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  useHostEvents(
    useCallback((event: HostEvent) => {
      if (event.type !== "credential_verified") return;
      setProgress((now) =>
        now?.verification === event.verification
          ? { ...now, done: event.done, total: event.total }
          : now,
      );
    }, []),
  );
  const verify = async (credentials: string[]) => {
    const verification = crypto.randomUUID();
    setProgress({ done: 0, total: credentials.length, verification });
    try {
      return (await verifying.mutateAsync({ credentials, verification })).results;
    } finally {
      setProgress(null);
    }
  };
  const cancel = () => {
    if (!progress) return;
    void platform
      .call("credential.cancel", { verification: progress.verification })
      .catch(() => undefined);
  };
  return { progress, verify, cancel };
}
