import { useTranslation } from "react-i18next";
import { Segmented, Select, Switch } from "../kit";
import { setAppearance, TEXT_SIZES, type Theme, useAppearance } from "../shell/appearance";
import { SettingRow } from "./setting-row";

export function AppearanceSettings() {
  const { t } = useTranslation("settings");
  const { theme, textSize, reduceMotion } = useAppearance();
  const themes = (["system", "light", "dark"] as const).map((value: Theme) => ({
    value,
    label: t(`theme.${value}`),
  }));
  return (
    <>
      <SettingRow label={t("theme.label")} help={t("theme.help")}>
        <Segmented
          label={t("theme.label")}
          value={theme}
          onValueChange={(next) => setAppearance({ theme: next })}
          options={themes}
        />
      </SettingRow>
      <SettingRow label={t("textSize.label")} help={t("textSize.help")}>
        <Select
          label={t("textSize.label")}
          hideLabel
          className="w-32"
          value={String(textSize)}
          onValueChange={(next) => setAppearance({ textSize: Number(next) })}
          options={TEXT_SIZES.map((size) => ({
            value: String(size),
            label: t("textSize.percent", { size: size / 100 }),
          }))}
        />
      </SettingRow>
      <SettingRow label={t("motion.label")} help={t("motion.help")} wide>
        <Switch
          label={t("motion.label")}
          help={t("motion.help")}
          checked={reduceMotion}
          onCheckedChange={(next) => setAppearance({ reduceMotion: next })}
        />
      </SettingRow>
    </>
  );
}
