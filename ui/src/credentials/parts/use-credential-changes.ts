/** Changes of a credential that need no dialog: quarantine, release, restore. Results are told. */
import { useTranslation } from "react-i18next";
import { failureText, useToasts } from "../../kit";
import { type OperationFailure, useMutationOperation } from "../../platform";
import type { CredentialView } from "../../protocol";

export function useCredentialChanges() {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const quarantining = useMutationOperation("credential.quarantine");
  const releasing = useMutationOperation("credential.release");
  const restoring = useMutationOperation("credential.restore");
  const refused = (failure: OperationFailure) => {
    const { title, hint } = failureText(t, failure);
    toasts.show({ tone: "bad", title, description: hint });
  };
  const release = ({ id, name, version }: CredentialView) =>
    releasing.mutate(
      { credential: id, version },
      {
        onSuccess: () => toasts.show({ title: t("actions.released", { name }) }),
        onError: refused,
      },
    );
  const quarantine = ({ id, name, version }: CredentialView) =>
    quarantining.mutate(
      { credential: id, version },
      {
        onSuccess: ({ credential }) =>
          toasts.show({
            title: t("actions.quarantined", { name }),
            action: { label: t("guard.undo"), onClick: () => release(credential) },
          }),
        onError: refused,
      },
    );
  const restore = ({ id, name, version }: CredentialView) =>
    restoring.mutate(
      { credential: id, version },
      {
        onSuccess: () => toasts.show({ title: t("guard.restored", { name }) }),
        onError: refused,
      },
    );
  return { quarantine, release, restore };
}
