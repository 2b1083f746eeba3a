/** The messages under the fields: what the core said, and what the form itself finds missing. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../form/messages";
import type { Values } from "../form/schema";
import { type DraftAction, type DraftState, problemsOf, type Subject } from "./draft";

export type Messages = ReadonlyMap<string, string[]>;
const NONE: Messages = new Map();

export function useMessages(subject: Subject, state: DraftState) {
  const { t } = useTranslation("credentials");
  const [told, setTold] = useState<Messages>(NONE);
  // Nobody is scolded for a form that was not sent yet.
  const [tried, setTried] = useState(false);
  const errors = useMemo(() => {
    const shown = new Map(told);
    if (!tried) return shown;
    for (const problem of problemsOf(subject, state)) {
      if (!shown.has(problem.field)) shown.set(problem.field, [sayProblem(t, problem)]);
    }
    return shown;
  }, [t, told, tried, subject, state]);
  return {
    errors,
    /** What the core said about fields. */
    tell: setTold,
    /** The form is being sent: from now on it says what is missing. */
    begin: () => {
      setTried(true);
      setTold(NONE);
    },
    touch: (action: DraftAction, before: Values) =>
      setTold((messages) => withoutTouched(messages, action, before)),
  };
}

/** A message about a field goes away when that field is touched, not before. */
function withoutTouched(messages: Messages, action: DraftAction, before: Values): Messages {
  if (messages.size === 0) return messages;
  const kept = [...messages].filter(([field]) => {
    if (action.type === "named") return field !== "name";
    if (action.type === "typed") return action.values[field.slice(1)] === before[field.slice(1)];
    if (action.type === "method") return field === "name";
    return !("field" in action) || field !== `/${action.field}`;
  });
  return new Map(kept);
}
