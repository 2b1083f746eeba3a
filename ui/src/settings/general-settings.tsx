import { useTranslation } from "react-i18next";
import { Segmented } from "../kit";
import { type Density, setAppearance, useAppearance } from "../shell/appearance";
import { SettingRow } from "./setting-row";

export function GeneralSettings() {
  const { t } = useTranslation("settings");
  const { density } = useAppearance();
  const options = (["compact", "default", "comfortable"] as const).map((value: Density) => ({
    value,
    label: t(`density.${value}`),
  }));
  return (
    <SettingRow label={t("density.label")} help={t("density.help")}>
      <Segmented
        label={t("density.label")}
        value={density}
        onValueChange={(next) => setAppearance({ density: next })}
        options={options}
      />
    </SettingRow>
  );
}
