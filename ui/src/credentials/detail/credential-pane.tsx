/** One credential: how it stands, what can be done, and its details in tabs. Never its secret. */
import { ArrowLeft, EllipsisVertical } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  Button,
  ErrorState,
  IconButton,
  Loading,
  Menu,
  RelativeTime,
  StatusBadge,
  useMediaQuery,
} from "../../kit";
import { useOperation } from "../../platform";
import type { ConnectorDetail, CredentialDetail } from "../../protocol";
import { type Command, useCommands } from "../../shell/commands";
import { useDialogs } from "../../shell/dialogs";
import { CheckPanel } from "../checks/check-panel";
import { useStoredCheck } from "../checks/use-stored-check";
import { findQuestion } from "../editor/failure";
import { findTarget } from "../editor/target";
import { signsIn } from "../form/sign-in-schemes";
import type { OpenDialog } from "../parts/credential-dialogs";
import { useCredentialMenu } from "../parts/credential-menu";
import { useCredentialChanges } from "../parts/use-credential-changes";
import { useStable } from "../parts/use-stable";
import { DetailTabs } from "./detail-tabs";
import { TroubleBanner } from "./trouble-banner";

interface Props {
  credentialId: string;
  connector: ConnectorDetail;
  tab: string | undefined;
  onTab: (tab: string) => void;
  onOpen: OpenDialog;
  onBack: () => void;
}

export function CredentialPane(props: Props) {
  const detail = useOperation("credential.show", { credential: props.credentialId });
  const { t } = useTranslation("credentials");
  const narrow = !useMediaQuery("(min-width: 900px)");
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {narrow && (
        <div className="px-3 pt-2">
          <Button size="sm" variant="ghost" icon={ArrowLeft} onClick={props.onBack}>
            {t("detail.back", { connector: props.connector.name })}
          </Button>
        </div>
      )}
      {detail.isPending && <Loading rows={8} rowHeight={36} className="p-4" />}
      {detail.error && !detail.data && (
        <ErrorState failure={detail.error} onRetry={() => void detail.refetch()} />
      )}
      {detail.data && <Pane {...props} detail={detail.data} />}
    </div>
  );
}

function Pane(props: Props & { detail: CredentialDetail }) {
  const { detail, connector, onOpen } = props;
  const { credential } = detail;
  const { t } = useTranslation("credentials");
  const scheme = connector.auth.find(({ id }) => id === credential.auth);
  const check = useStoredCheck(credential, scheme?.kind ?? "");
  const dialogs = useDialogs();
  const reconnect = useStable(() => dialogs.openReconnect(credential.id));
  useDetailCommands(props, useStable(check.verify), reconnect);
  useTitle(credential.name, connector.name);
  const target = findTarget(connector.id, credential.public);
  const question = check.run ? findQuestion(check.run, detail.approvals) : null;
  const editField = check.run?.field ?? undefined;
  return (
    <>
      <Head {...props} onVerify={() => void check.verify()} verifying={check.busy} />
      <div className="hairline-scroll flex min-h-0 flex-1 flex-col overflow-y-auto">
        <div className="flex flex-col gap-3 px-4 empty:hidden *:last:mb-3">
          <TroubleBanner
            detail={detail}
            checking={check.busy}
            onEdit={() => onOpen("edit", credential, editField ? { focus: editField } : {})}
            onReconnect={signsIn(scheme) ? reconnect : undefined}
            onChecks={() => props.onTab("checks")}
          />
          {check.run && (
            <div className="rounded-lg border border-line bg-surface p-3">
              <CheckPanel
                run={check.run}
                subject={
                  target ? t("check.subjectAt", { name: connector.name, target }) : connector.name
                }
                connector={connector.id}
                question={question}
                onCancel={check.cancel}
                onAccept={() =>
                  question && void check.approve({ ...detail.approvals, ...question.approvals })
                }
                edit={{ label: t("actions.edit"), onSelect: () => onOpen("edit", credential) }}
                onRetry={() => void check.verify()}
              />
              {!check.busy && (
                <Button size="sm" variant="ghost" className="mt-1" onClick={check.forget}>
                  {t("check.dismiss")}
                </Button>
              )}
            </div>
          )}
        </div>
        <DetailTabs detail={detail} connector={connector} tab={props.tab} onTab={props.onTab} />
      </div>
    </>
  );
}

interface HeadProps extends Props {
  detail: CredentialDetail;
  verifying: boolean;
  onVerify: () => void;
}

function Head({ detail, onOpen, onVerify, verifying }: HeadProps) {
  const { t } = useTranslation("credentials");
  const { credential } = detail;
  const menu = useCredentialMenu(credential, onOpen);
  const { restore } = useCredentialChanges();
  const archived = credential.state === "archived";
  const unreadable = credential.state === "unreadable";
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 pt-3 pb-3">
      <div className="min-w-48 flex-1">
        <h2 className="text-lg wrap-anywhere">
          <bdi>{credential.name}</bdi>
        </h2>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-muted">
          <StatusBadge state={credential.state} />
          <span>
            <ProofAge detail={detail} />
          </span>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {archived && (
          <Button variant="primary" onClick={() => restore(credential)}>
            {t("actions.restore")}
          </Button>
        )}
        {!archived && !unreadable && (
          <>
            <Button variant="primary" busy={verifying} onClick={onVerify}>
              {t("actions.verify")}
            </Button>
            <Button onClick={() => onOpen("edit", credential)}>{t("actions.edit")}</Button>
          </>
        )}
        <Menu
          trigger={
            <IconButton
              icon={EllipsisVertical}
              label={t("actions.moreFor", { name: credential.name })}
            />
          }
          items={menu}
        />
      </div>
    </div>
  );
}

/** Nothing unverified pretends to be verified: the age of the proof stands beside the state. */
function ProofAge({ detail }: { detail: CredentialDetail }) {
  const { t } = useTranslation("credentials");
  const { proof, archived_at, account } = detail.credential;
  if (archived_at) {
    return (
      <>
        {t("detail.archived")} <RelativeTime at={archived_at} />
      </>
    );
  }
  if (!proof) return t("detail.neverVerified");
  return (
    <>
      {t("detail.verified")} <RelativeTime at={proof.verified_at} />
      {account ? ` ${t("detail.asAccount", { account })}` : ""}
    </>
  );
}

function useDetailCommands(
  { detail, onOpen }: Props & { detail: CredentialDetail },
  verify: () => Promise<void>,
  reconnect: () => void,
) {
  const { t } = useTranslation("credentials");
  const { credential } = detail;
  const usable = credential.state !== "archived" && credential.state !== "unreadable";
  useCommands(
    useMemo(() => {
      if (!usable) return [];
      const { name } = credential;
      const act = (id: string, keys: string | undefined, run: () => void): Command => ({
        id: `credential.${id}`,
        title: t(`command.${id}` as "command.verify", { name }),
        section: "actions",
        ...(keys ? { keys } : {}),
        run,
      });
      return [
        act("verify", "Mod+R", () => void verify()),
        act("reconnect", undefined, reconnect),
        act("edit", "Mod+E", () => onOpen("edit", credential)),
        act("rename", "F2", () => onOpen("rename", credential)),
        act("like", "Mod+D", () => onOpen("like", credential)),
        act("delete", "Delete", () => onOpen("delete", credential)),
      ];
    }, [t, usable, credential, onOpen, verify, reconnect]),
  );
}

function useTitle(name: string, connector: string): void {
  const { t } = useTranslation(["credentials", "kit"]);
  useEffect(() => {
    document.title = [name, connector, t("credentials:page.section"), t("kit:app")].join(" - ");
  }, [name, connector, t]);
}
