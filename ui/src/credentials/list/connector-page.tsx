/** The page of one connector: its credentials on the left, the selected one on the right. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { AppWindow, Archive, EllipsisVertical, KeyRound, Plus, ShieldCheck } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Breadcrumb,
  Button,
  ErrorState,
  ExternalLink,
  IconButton,
  Loading,
  Menu,
  PageBody,
  PageHeader,
  SplitView,
} from "../../kit";
import { useOperation } from "../../platform";
import type { ConnectorDetail } from "../../protocol";
import { useCommands } from "../../shell/commands";
import { useDialogs } from "../../shell/dialogs";
import { CredentialPane } from "../detail/credential-pane";
import { AddCredentialDialog } from "../editor/add-credential-dialog";
import { findSignInScheme } from "../form/sign-in-schemes";
import { CredentialDialogs, type OpenDialog, type OpenedDialog } from "../parts/credential-dialogs";
import { CredentialList } from "./credential-list";
import type { ListSearch } from "./list-search";

export function ConnectorPage() {
  const { connectorId = "", credentialId } = useParams({ strict: false });
  const { t } = useTranslation("credentials");
  const connector = useOperation("connector.show", { id: connectorId });
  if (connector.data) {
    return (
      <ConnectorCredentials
        key={connectorId}
        connector={connector.data}
        credentialId={credentialId}
      />
    );
  }
  return (
    <>
      <PageHeader
        title={connector.error ? t("page.unknown") : connectorId}
        section={t("page.section")}
      />
      <PageBody>
        {connector.error ? (
          <ErrorState failure={connector.error} onRetry={() => void connector.refetch()} />
        ) : (
          <Loading rows={8} rowHeight={44} />
        )}
      </PageBody>
    </>
  );
}

interface Props {
  connector: ConnectorDetail;
  credentialId: string | undefined;
}

function ConnectorCredentials({ connector, credentialId }: Props) {
  const { t } = useTranslation("credentials");
  const search = useSearch({ strict: false }) as ListSearch;
  const [adding, setAdding] = useState(false);
  const [dialog, setDialog] = useState<OpenedDialog | null>(null);
  const go = useGo(connector.id);
  const archived = search.filter === "archived";
  const add = useCallback(() => setAdding(true), []);
  useAddCommand(connector, add);
  const open = useCallback<OpenDialog>(
    (kind, credential, options) => setDialog({ kind, credential, ...options }),
    [],
  );
  const body =
    connector.credentials === 0 && !search.filter && !search.q ? (
      <NoneYet connector={connector} onAdd={add} onArchive={() => go.filter("archived")} />
    ) : (
      <SplitView
        storageKey="credentials"
        listLabel={t("list.region", { connector: connector.name })}
        detailLabel={t("detail.region")}
        list={
          <CredentialList
            connector={connector}
            search={search}
            activeId={credentialId}
            onActive={go.credential}
            onSearch={go.search}
            onOpen={open}
          />
        }
        detail={
          credentialId ? (
            <CredentialPane
              key={credentialId}
              credentialId={credentialId}
              connector={connector}
              tab={search.tab}
              onTab={(tab) => go.search({ tab })}
              onOpen={open}
              onBack={() => go.credential(undefined)}
            />
          ) : null
        }
      />
    );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Head connector={connector} archived={archived} onAdd={add} onFilter={go.filter} />
      {body}
      {adding && (
        <AddCredentialDialog
          connectorId={connector.id}
          onClose={() => setAdding(false)}
          onSaved={({ id }) => go.credential(id)}
        />
      )}
      {dialog && (
        <CredentialDialogs
          dialog={dialog}
          onClose={() => setDialog(null)}
          onGone={() => go.credential(undefined)}
          onShow={go.credential}
        />
      )}
    </div>
  );
}

interface HeadProps {
  connector: ConnectorDetail;
  archived: boolean;
  onAdd: () => void;
  onFilter: (filter: ListSearch["filter"]) => void;
}

function Head({ connector, archived, onAdd, onFilter }: HeadProps) {
  const { t } = useTranslation("credentials");
  const { name } = connector;
  // Both are known wherever this page can be: the vault is open.
  const count = connector.credentials ?? 0;
  const limit = connector.limit ?? Number.POSITIVE_INFINITY;
  const toggleArchive = {
    id: "archive",
    icon: archived ? KeyRound : Archive,
    label: t(archived ? "page.showCurrent" : "page.showArchive"),
    onSelect: () => onFilter(archived ? undefined : "archived"),
  };
  const dialogs = useDialogs();
  const signsIn = findSignInScheme(connector) !== undefined;
  const oauthApps = {
    id: "oauthApps",
    icon: AppWindow,
    label: t("page.oauthApps"),
    onSelect: () => dialogs.openOAuthApps(connector.id),
  };
  return (
    <PageHeader
      title={name}
      section={t("page.section")}
      breadcrumb={<Breadcrumb items={[{ label: t("page.breadcrumb"), to: "/credentials" }]} />}
      scope={
        <span className="flex flex-wrap gap-x-3">
          <span>{archived ? t("page.archive") : t("page.count", { count, limit })}</span>
          <span className="min-w-0">{connector.description}</span>
          {connector.docs_url && (
            <ExternalLink href={connector.docs_url}>{t("page.docs")}</ExternalLink>
          )}
        </span>
      }
      actions={
        <>
          <Button
            variant="primary"
            icon={Plus}
            disabledReason={count >= limit ? t("page.full", { count, limit }) : undefined}
            onClick={onAdd}
          >
            {t("page.add")}
          </Button>
          <Menu
            trigger={<IconButton icon={EllipsisVertical} label={t("page.more")} />}
            items={signsIn ? [oauthApps, toggleArchive] : [toggleArchive]}
          />
        </>
      }
    />
  );
}

function NoneYet(props: { connector: ConnectorDetail; onAdd: () => void; onArchive: () => void }) {
  const { t } = useTranslation("credentials");
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center overflow-y-auto border-t border-line px-6 py-10 text-center">
      <ShieldCheck aria-hidden="true" strokeWidth={1.25} className="mb-2 size-9 text-ink-faint" />
      <h2 className="text-lg">{t("empty.title", { connector: props.connector.name })}</h2>
      <p className="max-w-105 text-ink-muted">
        {t("empty.text", { probe: props.connector.auth[0]?.probe ?? "" })}
      </p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        <Button variant="primary" icon={Plus} onClick={props.onAdd}>
          {t("page.add")}
        </Button>
        <Button icon={Archive} onClick={props.onArchive}>
          {t("page.showArchive")}
        </Button>
      </div>
    </div>
  );
}

/** Moves within the page; the filters and the selection live in the route. */
function useGo(connectorId: string) {
  const navigate = useNavigate();
  return useMemo(() => {
    const search = (change: Partial<ListSearch>) =>
      void navigate({
        to: ".",
        search: (before: ListSearch) => ({ ...before, ...change }),
        replace: true,
      } as never);
    const credential = (credentialId: string | undefined) =>
      void navigate({
        to: credentialId ? "/credentials/$connectorId/$credentialId" : "/credentials/$connectorId",
        params: { connectorId, credentialId },
        search: (before: ListSearch) => before,
        replace: true,
      } as never);
    const filter = (next: ListSearch["filter"]) => {
      credential(undefined);
      search({ filter: next });
    };
    return { search, credential, filter };
  }, [navigate, connectorId]);
}

function useAddCommand(connector: ConnectorDetail, add: () => void): void {
  const { t } = useTranslation("credentials");
  const dialogs = useDialogs();
  const signsIn = findSignInScheme(connector) !== undefined;
  useCommands(
    useMemo(
      () => [
        ...(signsIn
          ? [
              {
                id: "oauthApp.addHere",
                title: t("command.addOAuthApp", { connector: connector.name }),
                section: "actions" as const,
                run: () => dialogs.openAddOAuthApp(connector.id),
              },
            ]
          : []),
        {
          id: "credential.addHere",
          title: t("command.addHere", { connector: connector.name }),
          section: "actions" as const,
          run: add,
        },
      ],
      [t, connector, add, dialogs, signsIn],
    ),
  );
}
