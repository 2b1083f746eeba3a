/** The OAuth apps of one connector, from its page. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog } from "../../kit";
import { useOperation } from "../../platform";
import { AppDialogLoader } from "./app-dialog-loader";
import { OAuthAppList } from "./app-list";

export function OAuthAppsDialog(props: { connectorId: string; onClose(): void }) {
  const { t } = useTranslation("oauth");
  const { connectorId, onClose } = props;
  const connector = useOperation("connector.show", { id: connectorId });
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Dialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={t("apps.titleFor", { connector: connector.data?.name ?? connectorId })}
        footer={<Button onClick={onClose}>{t("close")}</Button>}
      >
        <OAuthAppList connectorId={connectorId} onAdd={() => setAdding(true)} />
      </Dialog>
      {adding && <AppDialogLoader connectorId={connectorId} onClose={() => setAdding(false)} />}
    </>
  );
}
