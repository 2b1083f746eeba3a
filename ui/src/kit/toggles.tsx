import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Switch as BaseSwitch } from "@base-ui/react/switch";
import { Check } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

interface ToggleProps {
  label: string;
  help?: ReactNode;
  checked: boolean;
  onCheckedChange(checked: boolean): void;
  className?: string;
}

/** Something that is so or not, as part of a form. */
export function Checkbox(props: ToggleProps) {
  const id = useId();
  return (
    <div className={cx("flex items-start gap-2.5", props.className)}>
      <BaseCheckbox.Root
        id={id}
        checked={props.checked}
        onCheckedChange={(checked) => props.onCheckedChange(checked)}
        aria-describedby={props.help ? `${id}-help` : undefined}
        className="mt-px flex size-[18px] shrink-0 items-center justify-center rounded-sm border border-line-strong bg-surface data-checked:border-accent data-checked:bg-accent"
      >
        <BaseCheckbox.Indicator className="text-on-accent">
          <Check aria-hidden="true" className="size-3.5" strokeWidth={3} />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <Words id={id} label={props.label} help={props.help} />
    </div>
  );
}

/** Something that is on or off, and takes effect at once. The state stands in words too. */
export function Switch(props: ToggleProps) {
  const { t } = useTranslation("kit");
  const id = useId();
  return (
    <div className={cx("flex items-start justify-between gap-6", props.className)}>
      <Words id={id} label={props.label} help={props.help} />
      <div className="flex shrink-0 items-center gap-2">
        <span aria-hidden="true" className="text-sm text-ink-muted">
          {props.checked ? t("on") : t("off")}
        </span>
        <BaseSwitch.Root
          id={id}
          checked={props.checked}
          onCheckedChange={(checked) => props.onCheckedChange(checked)}
          aria-describedby={props.help ? `${id}-help` : undefined}
          className="forced-border flex h-6 w-10 items-center rounded-full border border-line-strong bg-neutral-soft p-0.5 data-checked:border-accent data-checked:bg-accent"
        >
          <BaseSwitch.Thumb className="forced-border size-4 rounded-full bg-line-strong transition-transform data-checked:translate-x-4 data-checked:bg-on-accent rtl:data-checked:-translate-x-4" />
        </BaseSwitch.Root>
      </div>
    </div>
  );
}

function Words(props: { id: string; label: string; help: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={props.id} className="font-medium">
        {props.label}
      </label>
      {props.help && (
        <p id={`${props.id}-help`} className="text-sm text-ink-muted">
          {props.help}
        </p>
      )}
    </div>
  );
}
