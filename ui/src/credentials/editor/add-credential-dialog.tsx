/**
 * Adding a credential: first the connector (skipped when it is known), then its form. One dialog whose
 * content changes, so that focus and Escape stay in it, and *Back* to the connector is possible until
 * something was typed.
 */
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogContent, DialogShell, ErrorState, Loading } from "../../kit";
import { useOperation } from "../../platform";
import type { CredentialView } from "../../protocol";
import type { Values } from "../form/schema";
import { signsIn } from "../form/sign-in-schemes";
import { ConnectorPicker } from "./connector-picker";
import { CredentialEditor } from "./credential-editor";
import { SignIn, SignInMethodProvider } from "./sign-in-method";

interface Props {
  connectorId?: string | undefined;
  /** Public fields of another credential ("add another like this"). */
  seed?: { auth: string; values: Values };
  onClose(): void;
  onSaved?: (credential: CredentialView) => void;
}

export function AddCredentialDialog({ connectorId, seed, onClose, onSaved }: Props) {
  const [chosen, setChosen] = useState(connectorId);
  const back = connectorId === undefined ? () => setChosen(undefined) : undefined;
  return (
    <DialogShell open tall onOpenChange={(open) => !open && onClose()}>
      {chosen === undefined ? (
        <Choosing onChoose={setChosen} />
      ) : (
        <Filling
          key={chosen}
          connectorId={chosen}
          seed={seed}
          onBack={back}
          onClose={onClose}
          onSaved={onSaved}
        />
      )}
    </DialogShell>
  );
}

function Choosing({ onChoose }: { onChoose: (connectorId: string) => void }) {
  const { t } = useTranslation("credentials");
  return (
    <DialogContent title={t("add.title")}>
      <ConnectorPicker onChoose={onChoose} />
    </DialogContent>
  );
}

interface FillingProps {
  connectorId: string;
  seed: Props["seed"];
  onBack: (() => void) | undefined;
  onClose: () => void;
  onSaved: Props["onSaved"];
}

function Filling({ connectorId, seed, ...shared }: FillingProps) {
  const { t } = useTranslation("credentials");
  const [auth, setAuth] = useState(seed?.auth);
  const connector = useOperation("connector.show", { id: connectorId });
  if (!connector.data) {
    return (
      <DialogContent title={t("add.title")}>
        {connector.error ? (
          <ErrorState failure={connector.error} onRetry={() => void connector.refetch()} />
        ) : (
          <Loading rows={6} rowHeight={44} />
        )}
      </DialogContent>
    );
  }
  const scheme = connector.data.auth.find(({ id }) => id === auth) ?? connector.data.auth[0];
  if (scheme && signsIn(scheme)) {
    return (
      <Suspense>
        <SignIn
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
        subject={{ connector: connector.data, stored: null }}
        seed={auth ? { auth, values: seed?.values ?? {} } : seed}
        {...shared}
      />
    </SignInMethodProvider>
  );
}
