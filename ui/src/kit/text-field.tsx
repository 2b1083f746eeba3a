import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Field, type FieldProps, INPUT, splitFieldProps } from "./field";

type NativeInput = Omit<ComponentProps<"input">, "onChange" | "value" | "className" | "required">;

export interface TextFieldProps extends FieldProps, NativeInput {
  value: string;
  onValueChange(value: string): void;
  /** A control at the end of the input. */
  trailing?: ReactNode;
  monospace?: boolean;
}

/** One line of text. Technical by default: no spelling, no autocomplete. */
export function TextField(props: TextFieldProps) {
  const { field, control } = splitFieldProps(props);
  const { value, onValueChange, trailing, monospace, id, ...native } = control;
  return (
    <Field {...field} {...(id ? { id } : {})}>
      {(aria) => (
        <div className="relative flex">
          <input
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            {...native}
            {...aria}
            value={value}
            onChange={(event) => onValueChange(event.target.value)}
            className={cx(INPUT, monospace && "font-mono", trailing && "pe-9")}
          />
          {trailing && (
            <div className="absolute inset-y-0 end-0.5 flex items-center">{trailing}</div>
          )}
        </div>
      )}
    </Field>
  );
}

type NativeTextArea = Omit<
  ComponentProps<"textarea">,
  "onChange" | "value" | "className" | "required"
>;

export interface TextAreaProps extends FieldProps, NativeTextArea {
  value: string;
  onValueChange(value: string): void;
  monospace?: boolean;
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { field, control } = splitFieldProps(props);
  const { value, onValueChange, monospace, id, rows = 4, ...native } = control;
  return (
    <Field {...field} {...(id ? { id } : {})}>
      {(aria) => (
        <textarea
          spellCheck={false}
          autoComplete="off"
          {...native}
          {...aria}
          rows={rows}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          className={cx(INPUT, "hairline-scroll resize-y py-1.5", monospace && "font-mono text-sm")}
        />
      )}
    </Field>
  );
}
