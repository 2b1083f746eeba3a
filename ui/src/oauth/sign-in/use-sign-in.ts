/**
 * One sign-in as the window follows it: begun, shown again whenever the host says that it has come
 * further, ended. Nothing polls. Leaving a sign-in that has not ended cancels it, so that nothing is
 * left behind. Deliberately absent: words and layout.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import {
  type CheckRun,
  endWithFailure,
  endWithProof,
  followEvent,
  startRun,
} from "../../credentials/checks/progress";
import { OperationFailure, useHostEvents, useMutationOperation, usePlatform } from "../../platform";
import type { CredentialView, HostEvent, Request, SignIn } from "../../protocol";

export function hasEnded(view: SignIn): boolean {
  return view.state === "done" || view.state === "failed" || view.state === "cancelled";
}

/** The credential that a sign-in saved. */
export function savedBy(view: SignIn): CredentialView | undefined {
  return view.state === "done" ? view.credential : undefined;
}

export function useSignIn() {
  const platform = usePlatform();
  const starting = useMutationOperation("sign_in.start");
  const [view, setView] = useState<SignIn>();
  const [run, setRun] = useState<CheckRun>();
  const [refusal, setRefusal] = useState<OperationFailure>();
  const current = useRef<SignIn>(undefined);
  const asked = useRef(0);

  const show = useCallback((next: SignIn | undefined) => {
    current.current = next;
    setView(next);
    if (next && hasEnded(next)) setRun((now) => now && endRun(now, next));
  }, []);

  const refresh = useCallback(async () => {
    const before = current.current;
    if (!before || hasEnded(before)) return;
    asked.current += 1;
    const mine = asked.current;
    const next = await platform.call("sign_in.show", { sign_in: before.id }).catch(asFailure);
    // Answers may overtake each other, and what has ended does not come back to life.
    const now = current.current;
    if (mine !== asked.current || now?.id !== before.id || hasEnded(now)) return;
    show(next instanceof OperationFailure ? failedWith(before, next) : next);
  }, [platform, show]);

  useHostEvents(
    useCallback(
      (event: HostEvent) => {
        if (event.type === "sign_in_changed") {
          if (event.sign_in === current.current?.id) void refresh();
        } else if (event.type === "changed") void refresh();
        else setRun((now) => now && followEvent(now, event));
      },
      [refresh],
    ),
  );

  const start = async (request: Request<"sign_in.start">): Promise<void> => {
    setRefusal(undefined);
    const begun = await starting.mutateAsync(request).catch(asFailure);
    if (begun instanceof OperationFailure) {
      setRefusal(begun);
      return;
    }
    setRun(startRun(begun.id, "oauth2", 0));
    show(begun);
    if (platform.opensSignIn === "screen" && begun.address && !begun.device)
      void platform.openExternal(begun.address).catch(() => undefined);
    // What happened between the answer and this line was told to nobody.
    void refresh();
  };

  const drop = useCallback(() => {
    const now = current.current;
    current.current = undefined;
    if (now && !hasEnded(now)) {
      void platform.call("sign_in.cancel", { sign_in: now.id }).catch(() => undefined);
    }
  }, [platform]);
  useEffect(() => drop, [drop]);

  return {
    view,
    run,
    refusal,
    starting: starting.isPending,
    start,
    refresh,
    /** Opens the browser once more. Rejects where there is none. */
    openBrowser: async (): Promise<void> => {
      const now = current.current;
      if (!now?.address) return;
      // The window takes no address from here: it opens what the core has for this sign-in.
      if (platform.opensSignIn === "host") await platform.call("sign_in.open", { sign_in: now.id });
      else await platform.openExternal(now.address);
    },
    /** Takes an answer of `sign_in.paste` or `sign_in.accept`. */
    take: (next: SignIn) => {
      show(next);
      void refresh();
    },
    /** Ends it and goes back to the beginning. */
    cancel: () => {
      drop();
      setView(undefined);
      setRun(undefined);
    },
  };
}

export type SignInProgress = ReturnType<typeof useSignIn>;

function endRun(run: CheckRun, view: SignIn): CheckRun {
  const proof = savedBy(view)?.proof;
  if (proof) return endWithProof(run, proof, null);
  if (view.state !== "failed") return run;
  const { code, message, hint, details } = view.failure;
  return endWithFailure(run, { code, message, hint: hint ?? undefined, details });
}

function failedWith(view: SignIn, { code, message, hint, details }: OperationFailure): SignIn {
  const failure = { code, message, hint: hint ?? null, details };
  return { ...view, state: "failed", failure } as SignIn;
}

function asFailure(reason: unknown): OperationFailure {
  if (reason instanceof OperationFailure) return reason;
  throw reason;
}
