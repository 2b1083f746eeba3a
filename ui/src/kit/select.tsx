import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cx } from "./cx";
import { Field, type FieldProps, INPUT } from "./field";
import { ITEM, POPUP } from "./popup-style";

export interface SelectOption<V extends string> {
  value: V;
  label: string;
  description?: string;
  disabled?: boolean;
}

interface SelectProps<V extends string> extends FieldProps {
  value: V | undefined;
  onValueChange(value: V): void;
  options: readonly SelectOption<V>[];
  placeholder?: string;
  size?: "md" | "sm";
}

/** One of several options, in a popup. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { value, onValueChange, options, placeholder, size = "md", ...field } = props;
  const items = options.map((option) => ({ value: option.value, label: option.label }));
  return (
    <Field {...field}>
      {(aria) => (
        <Base.Root
          items={items}
          value={value ?? null}
          onValueChange={(next) => next !== null && onValueChange(next as V)}
          modal={false}
        >
          <Base.Trigger
            {...aria}
            aria-label={field.hideLabel ? field.label : undefined}
            className={cx(
              INPUT,
              "flex items-center justify-between gap-2 text-start select-none hover:bg-hover",
              size === "sm" && "min-h-7 py-0.5 text-sm",
            )}
          >
            <Base.Value placeholder={placeholder} className="truncate" />
            <Base.Icon render={<ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" />} />
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
              <Base.Popup className={cx(POPUP, "max-h-80 min-w-(--anchor-width)")}>
                <Base.List>
                  {options.map((option) => (
                    <Option key={option.value} option={option} />
                  ))}
                </Base.List>
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}

function Option<V extends string>(props: { option: SelectOption<V> }) {
  const { value, label, description, disabled } = props.option;
  return (
    <Base.Item value={value} disabled={disabled ?? false} className={cx(ITEM, "ps-7")}>
      <Base.ItemIndicator className="absolute start-2">
        <Check aria-hidden="true" className="size-3.5" />
      </Base.ItemIndicator>
      <div className="min-w-0">
        <Base.ItemText>{label}</Base.ItemText>
        {description && <div className="text-sm text-ink-muted">{description}</div>}
      </div>
    </Base.Item>
  );
}
