/**
 * Adding a credential: first the connector (skipped when it is known), then its form. One dialog, so
 * that *Back* to the connector is possible until something was typed.
 */
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, ErrorState, Loading } from "../../kit";
import { useOperation } from "../../platform";
import type { CredentialView } from "../../protocol";
import type { Values } from "../form/schema";
import { signsIn } from "../form/sign-in-schemes";
import { ConnectorPicker } from "./connector-picker";
import { CredentialEditor } from "./credential-editor";
import { SignInDialog, SignInMethodProvider } from "./sign-in-method";

interface Props {
  connectorId?: string | undefined;
  /** Public fields of another credential ("add another like this"). */
  seed?: { auth: string; values: Values };
  onClose(): void;
  onSaved?: (credential: CredentialView) => void;
}

export function AddCredentialDialog({ connectorId, seed, onClose, onSaved }: Props) {
  const { t } = useTranslation("credentials");
  const [chosen, setChosen] = useState(connectorId);
  const [auth, setAuth] = useState(seed?.auth);
  const connector = useOperation(
    "connector.show",
    { id: chosen ?? "" },
    { enabled: chosen !== undefined },
  );

  const onBack = connectorId === undefined ? () => setChosen(undefined) : undefined;
  if (connector.data && chosen) {
    const shared = { onClose, onSaved, onBack };
    const scheme = connector.data.auth.find(({ id }) => id === auth) ?? connector.data.auth[0];
    if (scheme && signsIn(scheme)) {
      return (
        <Suspense>
          <SignInDialog
            key={chosen}
            connector={connector.data}
            auth={scheme.id}
            seed={seed?.values}
            onMethod={setAuth}
            {...shared}
          />
        </Suspense>
      );
    }
    return (
      <SignInMethodProvider value={setAuth}>
        <CredentialEditor
          key={chosen}
          subject={{ connector: connector.data, stored: null }}
          seed={auth ? { auth, values: seed?.values ?? {} } : seed}
          {...shared}
        />
      </SignInMethodProvider>
    );
  }
  return (
    <Dialog open tall onOpenChange={(open) => !open && onClose()} title={t("add.title")}>
      {chosen === undefined && <ConnectorPicker onChoose={setChosen} />}
      {chosen !== undefined && connector.error && (
        <ErrorState failure={connector.error} onRetry={() => void connector.refetch()} />
      )}
      {chosen !== undefined && connector.isPending && <Loading rows={6} rowHeight={44} />}
    </Dialog>
  );
}
