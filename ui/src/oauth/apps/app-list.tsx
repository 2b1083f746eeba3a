/** The OAuth apps of one connector, or of all: what they are called, what they can do, how they stand. */
import { EllipsisVertical, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Badge,
  Button,
  ErrorState,
  formatDateTime,
  IconButton,
  Loading,
  Menu,
  MonogramTile,
} from "../../kit";
import { useConnectorNames, useOperation } from "../../platform";
import type { OAuthApp } from "../../protocol";
import { AppDialogLoader } from "./app-dialog-loader";
import { RemoveAppDialog } from "./remove-app-dialog";

type Opened = { kind: "edit" | "remove"; app: OAuthApp };

interface Props {
  /** Only this connector's. */
  connectorId?: string;
  onAdd(): void;
}

export function OAuthAppList({ connectorId, onAdd }: Props) {
  const { t } = useTranslation("oauth");
  const [opened, setOpened] = useState<Opened>();
  const nameOf = useConnectorNames("all");
  const request = connectorId ? { connector: connectorId } : {};
  const apps = useOperation("oauth_app.list", request);
  if (apps.error && !apps.data) {
    return <ErrorState failure={apps.error} onRetry={() => void apps.refetch()} />;
  }
  if (!apps.data) return <Loading rows={3} rowHeight={52} />;
  const { items } = apps.data;
  return (
    <div data-setting="" className="flex flex-col gap-3 py-3">
      <p className="text-ink-muted">{t("apps.intro")}</p>
      {items.length === 0 ? (
        <div className="rounded-lg border border-line px-4 py-6 text-center">
          <p className="font-medium">{t("apps.empty")}</p>
          <p className="text-ink-muted">{t("apps.emptyText")}</p>
        </div>
      ) : (
        <ul className="rounded-lg border border-line">
          {items.map((app) => (
            <AppRow
              key={app.id}
              app={app}
              connector={connectorId ? undefined : nameOf(app.connector)}
              onOpen={(kind) => setOpened({ kind, app })}
            />
          ))}
        </ul>
      )}
      <div>
        <Button icon={Plus} onClick={onAdd}>
          {t("apps.add")}
        </Button>
      </div>
      {opened?.kind === "edit" && (
        <AppDialogLoader
          connectorId={opened.app.connector}
          app={opened.app}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened?.kind === "remove" && (
        <RemoveAppDialog app={opened.app} onClose={() => setOpened(undefined)} />
      )}
    </div>
  );
}

function AppRow(props: {
  app: OAuthApp;
  /** The name of its connector, where several stand together. */
  connector: string | undefined;
  onOpen(kind: Opened["kind"]): void;
}) {
  const { t } = useTranslation("oauth");
  const { app, onOpen } = props;
  const edit = () => onOpen("edit");
  return (
    <li className="flex items-center gap-3 border-line px-3 py-2 not-last:border-b">
      {props.connector && <MonogramTile id={app.connector} name={props.connector} />}
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          <bdi>{app.name}</bdi>
        </p>
        <p className="text-sm text-ink-muted wrap-anywhere">
          {[props.connector, app.client_id, t("apps.credentials", { count: app.credentials })]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="flex flex-wrap justify-end gap-1.5 max-sm:hidden">
        {!app.has_secret && <Badge>{t("apps.public")}</Badge>}
        {app.test_mode && <Badge tone="warn">{t("apps.testMode")}</Badge>}
        <SecretEnd app={app} />
      </div>
      <Button size="sm" aria-label={t("apps.edit", { name: app.name })} onClick={edit}>
        {t("apps.editShort")}
      </Button>
      <Menu
        trigger={<IconButton icon={EllipsisVertical} label={t("apps.more", { name: app.name })} />}
        items={[
          { id: "edit", icon: Pencil, label: t("apps.edit", { name: app.name }), onSelect: edit },
          {
            id: "remove",
            icon: Trash2,
            danger: true,
            label: t("apps.remove"),
            onSelect: () => onOpen("remove"),
          },
        ]}
      />
    </li>
  );
}

function SecretEnd({ app }: { app: OAuthApp }) {
  const { t, i18n } = useTranslation("oauth");
  if (!app.secret_expires_at) return null;
  const ended = Date.parse(app.secret_expires_at) < Date.now();
  const at = formatDateTime(app.secret_expires_at, i18n.language);
  return (
    <Badge tone={ended ? "bad" : "neutral"}>
      {t(ended ? "apps.secretEnded" : "apps.secretEnds", { at })}
    </Badge>
  );
}
