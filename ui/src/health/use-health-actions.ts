/** What can be done about a credential's health. Each result is told; pausing can be undone. */
import { useTranslation } from "react-i18next";
import { failureText, useToasts } from "../kit";
import { type OperationFailure, useMutationOperation } from "../platform";
import { useDialogs } from "../shell/dialogs";

interface Subject {
  id: string;
  name: string;
}

export function useHealthActions() {
  const { t } = useTranslation("health");
  const toasts = useToasts();
  const dialogs = useDialogs();
  const verifying = useMutationOperation("credential.verify");
  const pausing = useMutationOperation("health.pause");
  const resuming = useMutationOperation("health.resume");
  const refused = (failure: OperationFailure) => {
    const { title, hint } = failureText(t, failure);
    toasts.show({ tone: "bad", title, description: hint });
  };
  const resume = ({ id, name }: Subject) =>
    resuming.mutate(
      { credential: id },
      { onSuccess: () => toasts.show({ title: t("resumedDone", { name }) }), onError: refused },
    );
  const pause = (subject: Subject) =>
    pausing.mutate(
      { credential: subject.id },
      {
        onSuccess: () =>
          toasts.show({
            title: t("pausedDone", { name: subject.name }),
            action: { label: t("undo"), onClick: () => resume(subject) },
          }),
        onError: refused,
      },
    );
  const verify = ({ id, name }: Subject) =>
    verifying.mutate(
      { credentials: [id] },
      {
        onSuccess: ({ results }) => {
          const result = results[0];
          if (!result) return;
          const failed = result.proof?.stages.find((stage) => stage.outcome === "failed");
          toasts.show({
            about: id,
            tone: result.outcome === "failed" ? "bad" : "good",
            title: t(`verified.${result.outcome}`, { name }),
            description: failed?.message ?? result.error?.message,
          });
        },
        onError: refused,
      },
    );
  return {
    verify,
    pause,
    resume,
    reconnect: ({ id }: Subject) => dialogs.openReconnect(id),
    /** The credential that is being verified. */
    verifying: verifying.isPending ? verifying.variables?.credentials?.[0] : undefined,
  };
}

export type HealthActions = ReturnType<typeof useHealthActions>;
