/**
 * Adding a credential: first the connector (skipped when it is known), then its form. One dialog, so
 * that *Back* to the connector is possible until something was typed.
 */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, ErrorState, Loading } from "../../kit";
import { useOperation } from "../../platform";
import type { CredentialView } from "../../protocol";
import type { Values } from "../form/schema";
import { ConnectorPicker } from "./connector-picker";
import { CredentialEditor } from "./credential-editor";

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
  const connector = useOperation(
    "connector.show",
    { id: chosen ?? "" },
    { enabled: chosen !== undefined },
  );

  if (connector.data && chosen) {
    return (
      <CredentialEditor
        key={chosen}
        subject={{ connector: connector.data, stored: null }}
        seed={seed}
        onClose={onClose}
        onSaved={onSaved}
        onBack={connectorId === undefined ? () => setChosen(undefined) : undefined}
      />
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
