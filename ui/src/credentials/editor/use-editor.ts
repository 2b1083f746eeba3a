/**
 * The editor's state: what was typed, what is said about it, and how the last attempt ended.
 * Deliberately absent: layout, and the words of the panel.
 */
import { useMemo, useReducer, useRef } from "react";
import type { CredentialView } from "../../protocol";
import type { Values } from "../form/schema";
import {
  type DraftAction,
  type DraftState,
  isDirty,
  openDraft,
  reduceDraft,
  type Subject,
  valuesOf,
} from "./draft";
import { findQuestion } from "./failure";
import { type Phase, useAttempts } from "./use-attempts";
import { useMessages } from "./use-messages";

export interface EditorOptions {
  subject: Subject;
  seed?: { auth: string; values: Values } | undefined;
  onSaved: (credential: CredentialView) => void;
  /** Told when fields need attention: their JSON Pointers, first one first. */
  onProblems: (fields: string[]) => void;
}

export function useEditor({ subject, seed, onSaved, onProblems }: EditorOptions) {
  const opened = useRef(openDraft(subject, seed)).current;
  const [state, dispatchDraft] = useReducer(
    (before: DraftState, action: DraftAction) => reduceDraft(subject, before, action),
    opened,
  );
  const messages = useMessages(subject, state);

  const attempts = useAttempts({ subject, state, dispatchDraft, messages, onSaved, onProblems });
  const { phase, run, check, save } = attempts;

  const dispatch = (action: DraftAction) => {
    // What is being saved is what was sent: nothing may change under it.
    if (phase === "saving") return;
    messages.touch(action, valuesOf(state));
    dispatchDraft(action);
  };

  const question = useMemo(
    () => (run && run.verdict === "failed" ? findQuestion(run, state.approvals) : null),
    [run, state.approvals],
  );

  return {
    state,
    dispatch,
    errors: messages.errors,
    ...attempts,
    question,
    /** The result on screen is older than the form. */
    stale: run !== null && run.verdict !== null && run.revision !== state.revision,
    dirty: isDirty(opened, state),
    /** Answers *Yes* to the question and tries again, the same way as before. */
    accept: (as: Phase) => {
      if (!question) return;
      const next = reduceDraft(subject, state, { type: "approved", approvals: question.approvals });
      dispatchDraft({ type: "approved", approvals: question.approvals });
      void (as === "saving" ? save({}, next) : check(next));
    },
  };
}

export type Editor = ReturnType<typeof useEditor>;
