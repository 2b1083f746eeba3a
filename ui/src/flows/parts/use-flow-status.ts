/** Activating and pausing. A refusal to activate names each step; pausing is immediate, with Undo. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { failureText, useToasts } from "../../kit";
import { type OperationFailure, useMutationOperation } from "../../platform";
import type { FlowSummary, StepProblem } from "../../protocol";

export function useFlowStatus() {
  const { t } = useTranslation("flows");
  const toasts = useToasts();
  const activating = useMutationOperation("flow.activate");
  const pausing = useMutationOperation("flow.pause");
  const [problems, setProblems] = useState<StepProblem[] | null>(null);
  const refused = (failure: OperationFailure) => {
    const { title, hint } = failureText(t, failure);
    toasts.show({ tone: "bad", title, description: hint });
  };
  const activate = ({ id, name }: Pick<FlowSummary, "id" | "name">) => {
    setProblems(null);
    activating.mutate(
      { flow: id },
      {
        onSuccess: () => toasts.show({ tone: "good", title: t("status.activated", { name }) }),
        onError: (failure) => {
          if (failure.code === "flow.not_ready") setProblems(readProblems(failure));
          else refused(failure);
        },
      },
    );
  };
  const pause = ({ id, name }: Pick<FlowSummary, "id" | "name">) =>
    pausing.mutate(
      { flow: id },
      {
        onSuccess: () =>
          toasts.show({
            title: t("status.pausedNow", { name }),
            action: { label: t("undo"), onClick: () => activate({ id, name }) },
          }),
        onError: refused,
      },
    );
  return {
    activate,
    pause,
    busy: activating.isPending || pausing.isPending,
    /** Why the last activation was refused. */
    problems,
    forgetProblems: () => setProblems(null),
  };
}

/** `flow.not_ready` names each step in its details. */
export function readProblems(failure: Pick<OperationFailure, "details">): StepProblem[] {
  const { problems } = (failure.details ?? {}) as { problems?: unknown };
  return Array.isArray(problems) ? (problems as StepProblem[]) : [];
}
