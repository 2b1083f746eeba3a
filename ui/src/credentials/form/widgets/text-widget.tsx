/** One line of text, or a whole number. */
import type { WidgetProps } from "@rjsf/utils";
import { TextField } from "../../../kit";
import { hintsOf } from "../schema";
import { fieldOf, TECHNICAL, useFieldProps } from "./field-props";

export function TextWidget(props: WidgetProps) {
  const field = fieldOf(props);
  const hints = hintsOf(field);
  const numeric = field.type === "integer" || field.type === "number";
  const example = field.examples?.[0];
  const placeholder = hints.placeholder ?? (example === undefined ? undefined : String(example));
  return (
    <TextField
      {...useFieldProps(props)}
      {...TECHNICAL}
      inputMode={numeric ? "numeric" : undefined}
      className={numeric ? "max-w-32" : undefined}
      value={props.value === undefined || props.value === null ? "" : String(props.value)}
      onValueChange={(text) => props.onChange(parse(text, numeric))}
      placeholder={placeholder}
      disabled={props.disabled}
      trailing={
        hints.suffix ? <span className="pe-2 text-ink-muted">{hints.suffix}</span> : undefined
      }
    />
  );
}

/** What is no number stays text: the validator says so, and nothing typed is lost. */
function parse(text: string, numeric: boolean): unknown {
  if (text === "") return undefined;
  return numeric && /^-?\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : text;
}
