import { useTranslation } from "react-i18next";
import { Button, Segmented } from "../kit";
import { useOperation, usePlatform } from "../platform";
import { type Density, setAppearance, useAppearance } from "../shell/appearance";
import { useDialogs } from "../shell/dialogs";
import { SettingRow } from "./setting-row";

export function GeneralSettings() {
  const { t } = useTranslation("settings");
  const { density } = useAppearance();
  const options = (["compact", "default", "comfortable"] as const).map((value: Density) => ({
    value,
    label: t(`density.${value}`),
  }));
  return (
    <>
      <SettingRow label={t("density.label")} help={t("density.help")}>
        <Segmented
          label={t("density.label")}
          value={density}
          onValueChange={(next) => setAppearance({ density: next })}
          options={options}
        />
      </SettingRow>
      <DemoRow />
    </>
  );
}

function DemoRow() {
  const { t } = useTranslation("settings");
  const dialogs = useDialogs();
  const { enter } = usePlatform();
  const { data: vault } = useOperation("vault.status", {});
  if (!enter || vault?.purpose !== "demo") return null;
  return (
    <SettingRow label={t("demo.label")} help={t("demo.help")}>
      <Button onClick={dialogs.openLeaveDemo}>{t("demo.open")}</Button>
    </SettingRow>
  );
}
