import { cx } from "./cx";

interface FilterChipsProps<V extends string> {
  label: string;
  value: V | undefined;
  onValueChange(value: V | undefined): void;
  options: readonly { value: V; label: string; count?: number | undefined }[];
}

/** Filters of a list: at most one is on; pressing it again turns it off. */
export function FilterChips<V extends string>(props: FilterChipsProps<V>) {
  return (
    <fieldset aria-label={props.label} className="flex flex-wrap gap-1.5 border-0 p-0">
      {props.options.map((option) => {
        const on = option.value === props.value;
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={on}
            onClick={() => props.onValueChange(on ? undefined : option.value)}
            className={cx(
              "forced-border flex min-h-7 items-center gap-1.5 rounded-full border border-line-strong/60 px-2.5 text-sm text-ink-muted hover:bg-hover",
              on && "border-accent bg-accent-soft font-medium text-accent-ink hover:bg-accent-soft",
            )}
          >
            {option.label}
            {option.count !== undefined && <span className="tabular-nums">{option.count}</span>}
          </button>
        );
      })}
    </fieldset>
  );
}
