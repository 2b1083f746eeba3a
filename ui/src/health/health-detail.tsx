/** How one credential stands, what can be done, and how it went in the last 30 days. */
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import {
  Button,
  ButtonLink,
  DataList,
  ErrorState,
  formatDateTime,
  IconButton,
  Loading,
  RelativeTime,
  Section,
  StatusBadge,
} from "../kit";
import { reasonText } from "../kit/reason-text";
import { useOperation } from "../platform";
import type { FailureCode, HealthRow } from "../protocol";
import { DayStrip } from "./day-strip";
import { endWords } from "./end-words";
import { NextCheck } from "./health-row";
import { canVerify, remedyOf } from "./remedy";
import type { HealthActions } from "./use-health-actions";

interface Props {
  row: HealthRow;
  actions: HealthActions;
  onClose(): void;
}

export function HealthDetail({ row, actions, onClose }: Props) {
  const { t } = useTranslation("health");
  return (
    <>
      <header className="flex items-start gap-2 ps-5 pe-3 pt-3 pb-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg wrap-anywhere">
            <bdi>{row.name}</bdi>
          </h2>
          <StatusBadge state={row.state} />
        </div>
        <IconButton icon={X} label={t("detail.close")} onClick={onClose} />
      </header>
      <div className="flex flex-wrap gap-2 border-b border-line px-5 pb-3">
        <Actions row={row} actions={actions} />
      </div>
      <div className="hairline-scroll min-h-0 flex-1 overflow-y-auto px-5 py-3">
        <Facts row={row} />
        <Checks credentialId={row.id} />
        <Events credentialId={row.id} />
      </div>
    </>
  );
}

function Actions({ row, actions }: Omit<Props, "onClose">) {
  const { t } = useTranslation("health");
  const lost = remedyOf(row) === "reconnect";
  return (
    <>
      {lost && (
        <Button variant="primary" onClick={() => actions.reconnect(row)}>
          {t("action.reconnect")}
        </Button>
      )}
      {canVerify(row.state) && (
        <Button
          variant={lost ? "secondary" : "primary"}
          keys="Mod+R"
          busy={actions.verifying === row.id}
          onClick={() => actions.verify(row)}
        >
          {t("action.verify")}
        </Button>
      )}
      <Button onClick={() => (row.paused ? actions.resume(row) : actions.pause(row))}>
        {t(row.paused ? "action.resume" : "action.pause")}
      </Button>
      <ButtonLink
        to="/credentials/$connectorId/$credentialId"
        params={{ connectorId: row.connector, credentialId: row.id }}
      >
        {t("detail.page")}
      </ButtonLink>
    </>
  );
}

function Facts({ row }: { row: HealthRow }) {
  const { t, i18n } = useTranslation("health");
  const when = (at: string) => formatDateTime(at, i18n.language);
  const reason = row.reason
    ? [{ label: t("detail.reason"), value: reasonText(t, row.reason) }]
    : [];
  return (
    <DataList
      items={[
        ...reason,
        { label: t("detail.since"), value: when(row.since) },
        {
          label: t("detail.success"),
          value: row.last_success ? when(row.last_success) : t("row.never"),
        },
        { label: t("detail.next"), value: <NextCheck row={row} /> },
        ...(row.ends
          ? [{ label: endWords(t, row.ends), value: <RelativeTime at={row.ends.at} /> }]
          : []),
        {
          label: t("detail.flows"),
          value:
            row.active_flows > 0 ? t("row.flows", { count: row.active_flows }) : t("detail.none"),
        },
      ]}
    />
  );
}

function Checks({ credentialId }: { credentialId: string }) {
  const history = useOperation("health.history", { credential: credentialId });
  if (history.error && !history.data) {
    return <ErrorState failure={history.error} onRetry={() => void history.refetch()} />;
  }
  if (!history.data) return <Loading rows={2} />;
  return <DayStrip hours={history.data.hours} />;
}

const EVENTS = ["add", "lost", "recovered", "delete", "restore"].map(
  (name) => `credential.${name}`,
);

/** What became of it, newest first; who did what to it stands in the activity. */
function Events({ credentialId }: { credentialId: string }) {
  const { t } = useTranslation("health");
  const request = { object: credentialId, actions: EVENTS, limit: 20 };
  const { data } = useOperation("activity.list", request);
  const items = data?.items ?? [];
  return (
    <Section title={t("detail.events")}>
      {items.length === 0 && <p className="text-ink-muted">{t("detail.eventsNone")}</p>}
      <ol>
        {items.map((entry) => (
          <li
            key={entry.seq}
            className="flex items-baseline justify-between gap-3 border-line py-1.5 not-last:border-b"
          >
            <span className="min-w-0 wrap-anywhere">
              {t(`event.${entry.action.slice("credential.".length)}` as "event.add")}
              {entry.action === "credential.lost" && (
                <span className="ms-2 text-sm text-ink-muted">
                  {reasonText(t, entry.detail.code as FailureCode)}
                </span>
              )}
            </span>
            <RelativeTime at={entry.at} className="shrink-0 text-sm text-ink-muted" />
          </li>
        ))}
      </ol>
    </Section>
  );
}
