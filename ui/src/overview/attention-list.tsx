import { Clock, Unplug, Webhook as WebhookIcon, Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { endWords } from "../health/end-words";
import { type Remedy, remedyOfCause, remedyOfEnd } from "../health/remedy";
import { type HealthActions, useHealthActions } from "../health/use-health-actions";
import { Button, ButtonLink, formatDateTime, RelativeTime, StatusBadge, Truncate } from "../kit";
import { reasonText } from "../kit/reason-text";
import type { Expiry } from "../protocol";
import {
  type AttentionCredential,
  type AttentionFlow,
  type AttentionItem,
  keyOfAttention,
} from "./attention";

/** What needs a person, the most urgent first. */
export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  const actions = useHealthActions();
  return (
    <ul className="rounded-lg border border-line">
      {items.map((entry) => (
        <li
          key={keyOfAttention(entry)}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-3 py-2 not-last:border-b"
        >
          <Row entry={entry} actions={actions} />
        </li>
      ))}
    </ul>
  );
}

function Row({ entry, actions }: { entry: AttentionItem; actions: HealthActions }) {
  switch (entry.of) {
    case "credential":
      return <CredentialRow item={entry.item} actions={actions} />;
    case "expiry":
      return <ExpiryRow item={entry.item} actions={actions} />;
    case "flow":
      return <FlowRow {...entry.item} />;
    case "webhook":
      return <WebhookRow {...entry.item} />;
  }
}

/** Icon, what, why and since when; then the one action. */
function Line(props: {
  icon: typeof Unplug;
  name: string;
  badge?: ReactNode;
  children: ReactNode;
  action: ReactNode;
}) {
  const Icon = props.icon;
  return (
    <>
      <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
      <div className="min-w-48 flex-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2">
          <Truncate text={props.name} className="font-medium" />
          {props.badge}
        </div>
        <p className="text-sm text-ink-muted wrap-anywhere">{props.children}</p>
      </div>
      {props.action}
    </>
  );
}

function CredentialRow(props: { item: AttentionCredential; actions: HealthActions }) {
  const { t, i18n } = useTranslation("health");
  const { item } = props;
  const { name } = item;
  return (
    <Line
      icon={Unplug}
      name={name}
      badge={<StatusBadge state={item.state} />}
      action={<CredentialAction {...props} remedy={remedyOfCause(item)} />}
    >
      {[
        item.reason && reasonText(t, item.reason),
        t(`overview.${item.cause}`, { at: formatDateTime(item.since, i18n.language) }),
        item.active_flows > 0 && t("overview.affected", { count: item.active_flows }),
      ]
        .filter(Boolean)
        .join(" ")}
    </Line>
  );
}

/** The one thing that helps with a credential. */
function CredentialAction(props: {
  item: { id: string; name: string; connector: string };
  remedy: Remedy;
  actions: HealthActions;
}) {
  const { t } = useTranslation("health");
  const { item, remedy, actions } = props;
  const named = t("overview.actionOn", { action: t(`action.${remedy}`), name: item.name });
  if (remedy === "open") {
    return (
      <ButtonLink
        size="sm"
        to="/credentials/$connectorId/$credentialId"
        params={{ connectorId: item.connector, credentialId: item.id }}
        aria-label={named}
      >
        {t("action.open")}
      </ButtonLink>
    );
  }
  return (
    <Button
      size="sm"
      aria-label={named}
      busy={remedy === "verify" && actions.verifying === item.id}
      onClick={() => actions[remedy](item)}
    >
      {t(`action.${remedy}`)}
    </Button>
  );
}

function ExpiryRow({ item, actions }: { item: Expiry; actions: HealthActions }) {
  const { t } = useTranslation("health");
  return (
    <Line icon={Clock} name={item.name} action={<ExpiryAction item={item} actions={actions} />}>
      {endWords(t, item)} <RelativeTime at={item.at} />
    </Line>
  );
}

/** What helps against an end: at the credential, or at the OAuth app. */
export function ExpiryAction({ item, actions }: { item: Expiry; actions: HealthActions }) {
  const { t } = useTranslation("health");
  if (item.credential) {
    return (
      <CredentialAction
        item={{ ...item, id: item.credential }}
        remedy={remedyOfEnd(item.kind)}
        actions={actions}
      />
    );
  }
  const action = t("overview.openApp");
  return (
    <ButtonLink
      size="sm"
      to="/settings"
      search={{ section: "oauthApps" }}
      aria-label={t("overview.actionOn", { action, name: item.name })}
    >
      {action}
    </ButtonLink>
  );
}

function FlowRow({ id, name, problem, since }: AttentionFlow) {
  const { t, i18n } = useTranslation("health");
  const action = t("overview.openFlow");
  return (
    <Line
      icon={Workflow}
      name={name}
      action={
        <ButtonLink
          size="sm"
          to="/flows/$flowId"
          params={{ flowId: id }}
          aria-label={t("overview.actionOn", { action, name })}
        >
          {action}
        </ButtonLink>
      }
    >
      {problem} {t("overview.trouble", { at: formatDateTime(since, i18n.language) })}
    </Line>
  );
}

function WebhookRow({ address, since }: { address: string; since: string }) {
  const { t, i18n } = useTranslation("health");
  const action = t("overview.openWebhook");
  return (
    <Line
      icon={WebhookIcon}
      name={address}
      action={
        <ButtonLink
          size="sm"
          to="/settings"
          search={{ section: "webhooks" }}
          aria-label={t("overview.actionOn", { action, name: address })}
        >
          {action}
        </ButtonLink>
      }
    >
      {t("webhookFails", { at: formatDateTime(since, i18n.language) })}
    </Line>
  );
}
