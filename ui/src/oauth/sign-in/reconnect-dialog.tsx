/** Reconnects a credential in place: in the browser where it signs in, with its form elsewhere. */
import { useTranslation } from "react-i18next";
import { EditCredentialDialog } from "../../credentials/editor/edit-credential-dialog";
import { signsIn } from "../../credentials/form/sign-in-schemes";
import { Dialog, ErrorState, Loading } from "../../kit";
import { useOperation } from "../../platform";
import { SignInDialog } from "./sign-in-dialog";

export function ReconnectDialog(props: { credentialId: string; onClose(): void }) {
  const { t } = useTranslation("credentials");
  const { credentialId, onClose } = props;
  const detail = useOperation("credential.show", { credential: credentialId });
  const credential = detail.data?.credential;
  const connector = useOperation(
    "connector.show",
    { id: credential?.connector ?? "" },
    { enabled: credential !== undefined },
  );
  if (credential && connector.data) {
    const scheme = connector.data.auth.find(({ id }) => id === credential.auth);
    if (!signsIn(scheme))
      return <EditCredentialDialog credentialId={credentialId} onClose={onClose} />;
    return (
      <SignInDialog
        connector={connector.data}
        auth={credential.auth}
        credential={credential}
        keepsApp={credential.grant?.oauth_app}
        onClose={onClose}
      />
    );
  }
  const failure = detail.error ?? connector.error;
  return (
    <Dialog open tall onOpenChange={(open) => !open && onClose()} title={t("edit.loading")}>
      {failure ? (
        <ErrorState
          failure={failure}
          onRetry={() => void (detail.error ? detail.refetch() : connector.refetch())}
        />
      ) : (
        <Loading rows={6} rowHeight={44} />
      )}
    </Dialog>
  );
}
