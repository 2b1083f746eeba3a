/** Why a credential needs attention, since when, what depends on it, and what to press. */
import { useTranslation } from "react-i18next";
import { Banner, Button, formatDateTime, sentences } from "../../kit";
import { reasonText } from "../../kit/reason-text";
import type { CredentialDetail } from "../../protocol";
import { isBroken } from "../parts/states";

interface Props {
  detail: CredentialDetail;
  checking: boolean;
  onEdit: () => void;
  /** Signs in again; where there is no sign-in, editing is the way back. */
  onReconnect: (() => void) | undefined;
  onChecks: () => void;
}

export function TroubleBanner({ detail, checking, onEdit, onReconnect, onChecks }: Props) {
  const { t, i18n } = useTranslation("credentials");
  const { credential, last_check, unverified_reason } = detail;
  const { state, state_since, state_reason, used_by } = credential;
  if (checking) return null;
  const affected =
    used_by.active_flows > 0 ? t("trouble.affected", { count: used_by.active_flows }) : null;
  if (state === "quarantined") {
    return (
      <Banner tone="warn" title={t("trouble.quarantined")}>
        {affected ?? t("trouble.quarantinedText")}
      </Banner>
    );
  }
  if (state === "unverified") {
    const reason = unverified_reason ? t("trouble.reason", { reason: unverified_reason }) : null;
    return (
      <Banner tone="info" title={t("trouble.unverified")}>
        {reason ?? t("trouble.unverifiedText")}
      </Banner>
    );
  }
  if (state === "unreadable") {
    return (
      <Banner tone="bad" title={t("trouble.unreadable")}>
        {t("trouble.unreadableText")}
      </Banner>
    );
  }
  if (!isBroken(state)) return null;
  const failed = last_check?.stages.find((stage) => stage.outcome === "failed");
  const cause = failed?.message ?? (state_reason ? reasonText(t, state_reason) : null);
  const since = state_since ? formatDateTime(state_since, i18n.language) : null;
  const title = since ? t(`trouble.since.${state as "degraded"}`, { since }) : t("trouble.broken");
  return (
    <Banner
      tone={state === "degraded" ? "warn" : "bad"}
      title={title}
      actions={
        <>
          <Button size="sm" onClick={onReconnect ?? onEdit}>
            {t(onReconnect ? "trouble.reconnect" : "trouble.update")}
          </Button>
          <Button size="sm" onClick={onChecks}>
            {t("trouble.seeCheck")}
          </Button>
        </>
      }
    >
      {sentences(cause, failed?.hint, affected)}
    </Banner>
  );
}
