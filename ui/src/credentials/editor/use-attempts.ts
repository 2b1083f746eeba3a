/**
 * Verifying and saving: one attempt at a time, each under a name of its own. A failure changes what is
 * shown, never what was typed.
 */
import { useState } from "react";
import { OperationFailure } from "../../platform";
import type { CredentialName, CredentialView } from "../../protocol";
import { endWithFailure, endWithProof, startRun } from "../checks/progress";
import { type DraftAction, type DraftState, problemsOf, type Subject, schemaOf } from "./draft";
import { fieldMessages } from "./failure";
import type { useMessages } from "./use-messages";
import { type SaveOptions, useRequests, useRun } from "./use-requests";

export type Phase = "idle" | "checking" | "saving";

interface Options {
  subject: Subject;
  state: DraftState;
  dispatchDraft: (action: DraftAction) => void;
  messages: ReturnType<typeof useMessages>;
  onSaved: (credential: CredentialView) => void;
  onProblems: (fields: string[]) => void;
}

export function useAttempts(options: Options) {
  const { subject, state, dispatchDraft, messages, onSaved, onProblems } = options;
  const [phase, setPhase] = useState<Phase>("idle");
  const { run, setRun, follow } = useRun();
  const [refusal, setRefusal] = useState<OperationFailure | null>(null);
  const [twin, setTwin] = useState<CredentialName | null>(null);
  const send = useRequests(subject);

  /** Runs `send` under a new name, unless fields need attention first. */
  const attempt = async (
    as: Phase,
    now: DraftState,
    request: (verification: string) => Promise<void>,
  ): Promise<void> => {
    messages.begin();
    setRefusal(null);
    setTwin(null);
    const problems = problemsOf(subject, now);
    if (problems.length > 0) return onProblems(problems.map((problem) => problem.field));
    const verification = crypto.randomUUID();
    const scheme = subject.connector.auth.find((one) => one.id === now.auth);
    follow(startRun(verification, scheme?.kind ?? "", now.revision));
    setPhase(as);
    try {
      await request(verification);
    } catch (error) {
      if (!(error instanceof OperationFailure)) throw error;
      fail(error, now);
    } finally {
      setPhase("idle");
    }
  };

  const fail = (failure: OperationFailure, now: DraftState) => {
    if (failure.code === "draft.secret_required") dispatchDraft({ type: "reenter" });
    const known = schemaOf(subject.connector, now.auth).properties;
    const sorted = fieldMessages(failure, (field) => field.slice(1) in known);
    messages.tell(sorted.fields);
    const ended = isAboutTheCheck(failure);
    setRun((before) => (before && ended ? endWithFailure(before, failure) : null));
    setRefusal(ended ? null : (sorted.rest as OperationFailure | null));
    if (sorted.fields.size > 0 && !ended) onProblems([...sorted.fields.keys()]);
  };

  const check = (now: DraftState = state) =>
    attempt("checking", now, async (verification) => {
      const view = await send.check(now, verification);
      setRun((before) => before && endWithProof(before, view.proof, view.field ?? null));
      setTwin(view.duplicate_of ?? null);
      if (view.field && view.proof.outcome === "failed") {
        const failed = view.proof.stages.find((stage) => stage.outcome === "failed");
        if (failed) messages.tell(new Map([[view.field, [failed.message]]]));
      }
    });

  const save = (options: SaveOptions = {}, now: DraftState = state) =>
    attempt("saving", now, async (verification) =>
      onSaved(await send.save(now, verification, options)),
    );

  return {
    phase,
    run,
    refusal,
    twin,
    check,
    save,
    cancel: () => run && send.cancel(run.verification),
    forgetRefusal: () => setRefusal(null),
  };
}

function isAboutTheCheck(failure: OperationFailure): boolean {
  return failure.code === "verification.failed" || failure.code === "verification.cancelled";
}
