/** One of several values, each under its own label. */
import type { WidgetProps } from "@rjsf/utils";
import { useTranslation } from "react-i18next";
import { Select } from "../../../kit";
import { hintsOf } from "../schema";
import { fieldOf, useFieldProps } from "./field-props";

export function ChoiceWidget(props: WidgetProps) {
  const { t } = useTranslation("credentials");
  const field = fieldOf(props);
  const labels = hintsOf(field).labels ?? [];
  const named = props.options.enumOptions ?? [];
  const values = field.enum ?? named.map((option) => option.value);
  const options = values.map((value, index) => ({
    value: String(index),
    label: labels[index] ?? named[index]?.label ?? String(value),
  }));
  const chosen = values.indexOf(props.value);
  const { required, ...shown } = useFieldProps(props);
  // An optional choice can be taken back; a required one only begins empty.
  const none = required ? [] : [{ value: "", label: t("form.none") }];
  return (
    <Select
      {...shown}
      required={required}
      value={chosen < 0 ? "" : String(chosen)}
      onValueChange={(value) => props.onChange(value ? values[Number(value)] : undefined)}
      options={[...none, ...options]}
      placeholder={t("form.choose")}
    />
  );
}
