import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AlertDialog, ErrorState, Loading, Switch, TextLink } from "../kit";
import { NumberSetting } from "./number-setting";
import { SettingRow } from "./setting-row";
import { useSettings } from "./use-settings";

/** What may be saved, and how long a dry run may take. */
export function CredentialSettings() {
  const { t } = useTranslation("settings");
  const { settings, error, refetch, change } = useSettings();
  const [asks, setAsks] = useState(false);
  if (error && !settings) return <ErrorState failure={error} onRetry={() => void refetch()} />;
  if (!settings) return <Loading rows={4} />;
  return (
    <>
      <p className="pt-1 text-ink-muted">
        {t("policy.intro")} <TextLink to="/credentials">{t("policy.link")}</TextLink>
      </p>
      <SettingRow label={t("unverified.label")} help={t("unverified.help")} wide>
        <Switch
          label={t("unverified.label")}
          help={t("unverified.help")}
          checked={settings.allow_unverified}
          onCheckedChange={(next) => (next ? setAsks(true) : change("allow_unverified", false))}
        />
      </SettingRow>
      <NumberSetting
        label={t("limit.label")}
        help={t("limit.help")}
        value={settings.credentials_per_connector}
        min={1}
        max={10_000}
        onChange={(next) => change("credentials_per_connector", next)}
      />
      <NumberSetting
        label={t("stage.label")}
        help={t("stage.help")}
        value={settings.stage_seconds}
        min={1}
        max={120}
        onChange={(next) => change("stage_seconds", next)}
      />
      <NumberSetting
        label={t("total.label")}
        help={t("total.help")}
        value={settings.total_seconds}
        min={1}
        max={600}
        onChange={(next) => change("total_seconds", next)}
      />
      <NumberSetting
        label={t("archive.label")}
        help={t("archive.help")}
        value={settings.archive_days}
        min={1}
        max={365}
        onChange={(next) => change("archive_days", next)}
      />
      <NumberSetting
        label={t("checks.label")}
        help={t("checks.help")}
        value={settings.check_hours}
        min={0}
        max={720}
        onChange={(next) => change("check_hours", next)}
      />
      <AlertDialog
        open={asks}
        onOpenChange={setAsks}
        title={t("unverified.confirmTitle")}
        description={t("unverified.confirmText")}
        cancelLabel={t("cancel")}
        confirmLabel={t("unverified.confirm")}
        onConfirm={() => {
          setAsks(false);
          change("allow_unverified", true);
        }}
      />
    </>
  );
}
