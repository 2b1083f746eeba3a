/** Reconnects a credential in place: in the browser where it signs in, with its form elsewhere. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { EditCredential } from "../../credentials/editor/edit-credential-dialog";
import { signsIn } from "../../credentials/form/sign-in-schemes";
import { DialogContent, DialogShell, ErrorState, Loading, useToasts } from "../../kit";
import { useOperation } from "../../platform";
import { SignIn } from "./sign-in";

interface Props {
  credentialId: string;
  onClose(): void;
}

export function ReconnectDialog(props: Props) {
  const { close } = useToasts();
  // What told of the loss has led here, and would lie over the buttons.
  useEffect(() => close(props.credentialId), [close, props.credentialId]);
  return (
    <DialogShell open tall onOpenChange={(open) => !open && props.onClose()}>
      <Reconnect {...props} />
    </DialogShell>
  );
}

function Reconnect({ credentialId, onClose }: Props) {
  const { t } = useTranslation("credentials");
  const detail = useOperation("credential.show", { credential: credentialId });
  const credential = detail.data?.credential;
  const connector = useOperation(
    "connector.show",
    { id: credential?.connector ?? "" },
    { enabled: credential !== undefined },
  );
  if (credential && connector.data) {
    const scheme = connector.data.auth.find(({ id }) => id === credential.auth);
    if (!signsIn(scheme)) {
      return <EditCredential credentialId={credentialId} reconnects onClose={onClose} />;
    }
    return (
      <SignIn
        connector={connector.data}
        auth={credential.auth}
        credential={credential}
        seed={credential.public}
        appBefore={credential.grant?.oauth_app}
        onClose={onClose}
      />
    );
  }
  const failure = detail.error ?? connector.error;
  return (
    <DialogContent title={t("edit.loading")}>
      {failure ? (
        <ErrorState
          failure={failure}
          onRetry={() => void (detail.error ? detail.refetch() : connector.refetch())}
        />
      ) : (
        <Loading rows={6} rowHeight={44} />
      )}
    </DialogContent>
  );
}
