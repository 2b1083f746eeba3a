import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

export interface FieldProps {
  label: string;
  /** One line under the label. */
  help?: ReactNode;
  /** What is wrong with the value, and how to put it right. */
  error?: ReactNode;
  required?: boolean | undefined;
  /** Says "optional" beside the label. */
  optional?: boolean | undefined;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean | undefined;
  className?: string | undefined;
}

/** What the control inside a field must carry. */
export interface FieldAria {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-errormessage": string | undefined;
  "aria-required": true | undefined;
}

/** The parts of `FieldProps`, taken out of the props of a control. */
export function splitFieldProps<P extends FieldProps>(props: P) {
  const { label, help, error, required, optional, hideLabel, className, ...control } = props;
  return { field: { label, help, error, required, optional, hideLabel, className }, control };
}

/** Label, help and error around one control, tied together for screen readers. */
export function Field(
  props: FieldProps & { id?: string; children: (aria: FieldAria) => ReactNode },
) {
  const { t } = useTranslation("kit");
  const generated = useId();
  const id = props.id ?? generated;
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const aria: FieldAria = {
    id,
    "aria-describedby":
      [props.help && helpId, props.error && errorId].filter(Boolean).join(" ") || undefined,
    "aria-invalid": props.error ? true : undefined,
    "aria-errormessage": props.error ? errorId : undefined,
    "aria-required": props.required || undefined,
  };
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", props.className)}>
      <div className={props.hideLabel ? "sr-only" : "flex items-baseline justify-between gap-2"}>
        <label htmlFor={id} className="font-medium">
          {props.label}
        </label>
        {props.optional && <span className="text-sm text-ink-faint">{t("optional")}</span>}
      </div>
      {props.help && (
        <div id={helpId} className="-mt-0.5 text-sm text-ink-muted">
          {props.help}
        </div>
      )}
      {props.children(aria)}
      {props.error && <FieldError id={errorId}>{props.error}</FieldError>}
    </div>
  );
}

export function FieldError(props: { id: string; children: ReactNode }) {
  return (
    <p id={props.id} className="flex items-start gap-1.5 text-sm text-bad wrap-anywhere">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
      <span>{props.children}</span>
    </p>
  );
}

/** The frame of text inputs. */
export const INPUT =
  "w-full min-w-0 min-h-8 rounded-md border border-line-strong bg-surface px-2.5 py-1 text-ink aria-invalid:border-bad focus-visible:outline-offset-0";
