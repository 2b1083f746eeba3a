import { EllipsisVertical } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton, Menu, type MenuItem } from "../kit";

/** The row's actions: its log, and the rest behind a button. */
export function WebhookMenu(props: { address: string; items: MenuItem[]; onLog(): void }) {
  const { t } = useTranslation("webhooks");
  return (
    <div className="flex shrink-0 items-center gap-1">
      <Button size="sm" className="max-sm:hidden" onClick={props.onLog}>
        {t("action.log")}
      </Button>
      <Menu
        trigger={
          <IconButton icon={EllipsisVertical} label={t("more", { address: props.address })} />
        }
        items={props.items}
      />
    </div>
  );
}
