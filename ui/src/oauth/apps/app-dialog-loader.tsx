/** The OAuth app dialog from a connector's id: picks the connector first where none is given. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConnectorPicker } from "../../credentials/editor/connector-picker";
import { findSignInScheme } from "../../credentials/form/sign-in-schemes";
import { Button, Dialog, ErrorState, Loading } from "../../kit";
import { useOperation } from "../../platform";
import type { OAuthApp } from "../../protocol";
import { OAuthAppDialog } from "./app-dialog";

interface Props {
  connectorId?: string | undefined;
  app?: OAuthApp;
  onClose(): void;
  onSaved?: (app: OAuthApp) => void;
}

export function AppDialogLoader({ connectorId, ...rest }: Props) {
  const { t } = useTranslation("oauth");
  const [chosen, setChosen] = useState(connectorId);
  const enabled = chosen !== undefined;
  const connector = useOperation("connector.show", { id: chosen ?? "" }, { enabled });
  if (connector.data && findSignInScheme(connector.data)) {
    return <OAuthAppDialog connector={connector.data} {...rest} />;
  }
  return (
    <Dialog
      open
      tall
      onOpenChange={(open) => !open && rest.onClose()}
      title={t("apps.add")}
      description={enabled ? undefined : t("apps.pick")}
    >
      {!enabled && <ConnectorPicker onChoose={setChosen} />}
      {enabled && connector.isPending && <Loading rows={6} rowHeight={44} />}
      {enabled && connector.error && (
        <ErrorState failure={connector.error} onRetry={() => void connector.refetch()} />
      )}
      {connector.data && (
        <div className="flex flex-col items-start gap-3">
          <p>{t("apps.unsupported", { connector: connector.data.name })}</p>
          {!connectorId && (
            <Button onClick={() => setChosen(undefined)}>{t("apps.otherConnector")}</Button>
          )}
        </div>
      )}
    </Dialog>
  );
}
