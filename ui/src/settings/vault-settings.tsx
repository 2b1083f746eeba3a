import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, DataList, ErrorState, formatDateTime, Loading, Select } from "../kit";
import { useMutationOperation, useOperation } from "../platform";
import type { VaultStatus } from "../protocol";
import { PassphraseDialog } from "./passphrase-dialog";
import { SettingRow } from "./setting-row";
import { useSettings } from "./use-settings";

const MINUTES = [0, 5, 15, 30, 60, 240];

/** When the vault locks, and how it opens. */
export function VaultSettings() {
  const { t } = useTranslation("settings");
  const { settings, error, refetch, change } = useSettings();
  const { data: vault } = useOperation("vault.status", {});
  const { mutate: lock } = useMutationOperation("vault.lock");
  if (error && !settings) return <ErrorState failure={error} onRetry={() => void refetch()} />;
  if (!settings || !vault) return <Loading rows={3} />;
  const minutes = [...new Set([...MINUTES, settings.auto_lock_minutes])].sort((a, b) => a - b);
  return (
    <>
      <SettingRow label={t("autoLock.label")} help={t("autoLock.help")}>
        <Select
          label={t("autoLock.label")}
          hideLabel
          className="w-48"
          value={String(settings.auto_lock_minutes)}
          onValueChange={(next) => change("auto_lock_minutes", Number(next))}
          options={minutes.map((count) => ({
            value: String(count),
            label: count === 0 ? t("autoLock.never") : t("autoLock.minutes", { count }),
          }))}
        />
      </SettingRow>
      <PassphraseRow vault={vault} />
      <SettingRow label={t("lockNow.label")} help={t("lockNow.help")}>
        <Button keys="Mod+L" onClick={() => lock({})}>
          {t("lockNow.action")}
        </Button>
      </SettingRow>
      <VaultFacts vault={vault} />
    </>
  );
}

function PassphraseRow({ vault }: { vault: VaultStatus }) {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState(false);
  const has = vault.methods.includes("passphrase");
  return (
    <SettingRow
      label={t("passphrase.label")}
      help={has ? t("passphrase.set") : t("passphrase.notSet")}
    >
      <Button onClick={() => setOpen(true)}>
        {has ? t("passphrase.change") : t("passphrase.add")}
      </Button>
      {open && <PassphraseDialog hasPassphrase={has} onClose={() => setOpen(false)} />}
    </SettingRow>
  );
}

function VaultFacts({ vault }: { vault: VaultStatus }) {
  const { t, i18n } = useTranslation("settings");
  const list = new Intl.ListFormat(i18n.language, { type: "disjunction" });
  return (
    <SettingRow label={t("facts.label")} wide>
      <p className="pb-2 font-medium">{t("facts.label")}</p>
      <DataList
        items={[
          ...(vault.purpose === "demo"
            ? [{ label: t("facts.purpose"), value: t("facts.demo") }]
            : []),
          {
            label: t("facts.folder"),
            value: <span className="font-mono text-sm">{vault.folder}</span>,
          },
          {
            label: t("facts.methods"),
            value: list.format(vault.methods.map((method) => t(`method.${method}`))),
          },
          { label: t("facts.keyring"), value: t(`keyring.${vault.keyring}`) },
          ...(vault.created_at
            ? [
                {
                  label: t("facts.created"),
                  value: formatDateTime(vault.created_at, i18n.language),
                },
              ]
            : []),
        ]}
      />
    </SettingRow>
  );
}
