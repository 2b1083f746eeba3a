import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { FieldError } from "./field";

interface RadioCardsProps<V extends string> {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: ReactNode;
  value: V | undefined;
  onValueChange(value: V): void;
  options: readonly {
    value: V;
    label: string;
    description?: string | undefined;
    icon?: LucideIcon;
  }[];
  columns?: boolean;
}

/** One of two or three ways, each with words on what it means. */
export function RadioCards<V extends string>(props: RadioCardsProps<V>) {
  const id = useId();
  const describedBy = [props.help && `${id}-help`, props.error && `${id}-error`];
  return (
    <div className="flex flex-col gap-1.5">
      <div id={id} className={props.hideLabel ? "sr-only" : "font-medium"}>
        {props.label}
      </div>
      {props.help && (
        <p id={`${id}-help`} className="-mt-1 text-sm text-ink-muted">
          {props.help}
        </p>
      )}
      <RadioGroup
        aria-labelledby={id}
        aria-describedby={describedBy.filter(Boolean).join(" ") || undefined}
        value={props.value ?? null}
        onValueChange={(value) => props.onValueChange(value as V)}
        className={cx("flex flex-col gap-2", props.columns && "sm:flex-row sm:*:flex-1")}
      >
        {props.options.map((option) => (
          <Card key={option.value} {...option} checked={option.value === props.value} />
        ))}
      </RadioGroup>
      {props.error && <FieldError id={`${id}-error`}>{props.error}</FieldError>}
    </div>
  );
}

function Card(props: {
  value: string;
  label: string;
  description?: string | undefined;
  icon?: LucideIcon;
  checked: boolean;
}) {
  const id = useId();
  const Icon = props.icon;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the radio inside is the control
    <label
      data-checked={props.checked || undefined}
      className={cx(
        "flex min-h-9 items-start gap-2.5 rounded-lg border border-line-strong/60 px-3 py-2 hover:bg-hover",
        props.checked && "border-accent bg-accent-soft hover:bg-accent-soft",
      )}
    >
      <Radio.Root
        value={props.value}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.description ? `${id}-text` : undefined}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface data-checked:border-accent data-checked:bg-accent"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-on-accent" />
      </Radio.Root>
      <span className="min-w-0 flex-1">
        <span id={`${id}-label`} className="block font-medium">
          {props.label}
        </span>
        {props.description && (
          <span id={`${id}-text`} className="block text-sm text-ink-muted">
            {props.description}
          </span>
        )}
      </span>
      {Icon && <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-faint" />}
    </label>
  );
}
