import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextField } from "../kit";
import { SettingRow } from "./setting-row";

interface NumberSettingProps {
  label: string;
  help?: string;
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
}

/** A whole number within limits. It takes effect on Enter or when the field is left. */
export function NumberSetting(props: NumberSettingProps) {
  const { t } = useTranslation("settings");
  const { value, min, max } = props;
  const [text, setText] = useState<string>();
  const [wrong, setWrong] = useState(false);
  const shown = text ?? String(value);
  const commit = () => {
    const next = /^\d+$/.test(shown.trim()) ? Number(shown) : Number.NaN;
    const fits = next >= min && next <= max;
    setWrong(!fits);
    if (!fits) return;
    setText(undefined);
    props.onChange(next);
  };
  return (
    <SettingRow label={props.label} {...(props.help ? { help: props.help } : {})}>
      <TextField
        label={props.label}
        hideLabel
        className="w-32"
        inputMode="numeric"
        value={shown}
        onValueChange={(next) => {
          setText(next);
          setWrong(false);
        }}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
        error={wrong ? t("numberRange", { min, max }) : undefined}
      />
    </SettingRow>
  );
}
