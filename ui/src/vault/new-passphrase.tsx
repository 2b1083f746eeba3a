import { useTranslation } from "react-i18next";
import { SecretField } from "../kit";
import { strengthOf } from "./strength";

export interface NewPassphrase {
  first: string;
  second: string;
}

export type PassphraseProblem = "tooShort" | "different" | undefined;

/** What keeps two entries from being a new passphrase. */
export function problemWith(value: NewPassphrase): PassphraseProblem {
  if (strengthOf(value.first) === "tooShort") return "tooShort";
  return value.first === value.second ? undefined : "different";
}

interface NewPassphraseFieldsProps {
  value: NewPassphrase;
  onValueChange(value: NewPassphrase): void;
  /** Shown once the person has tried to go on. */
  problem: PassphraseProblem;
  refused?: string | undefined;
}

/** A new passphrase, twice, with words on its strength. */
export function NewPassphraseFields(props: NewPassphraseFieldsProps) {
  const { t } = useTranslation("vault");
  const { value, problem } = props;
  const strength = value.first ? t(`passphrase.${strengthOf(value.first)}`) : t("passphrase.help");
  return (
    <>
      <SecretField
        label={t("passphrase.new")}
        help={strength}
        value={value.first}
        onValueChange={(first) => props.onValueChange({ ...value, first })}
        error={problem === "tooShort" ? t("passphrase.tooShortError") : props.refused}
        autoComplete="new-password"
        required
      />
      <SecretField
        label={t("passphrase.repeat")}
        value={value.second}
        onValueChange={(second) => props.onValueChange({ ...value, second })}
        error={problem === "different" ? t("passphrase.different") : undefined}
        autoComplete="new-password"
        required
      />
    </>
  );
}
