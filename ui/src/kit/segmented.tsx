import { cx } from "./cx";

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  onValueChange(value: V): void;
  options: readonly { value: V; label: string }[];
}

/** Two or three views of the same thing; exactly one is on. */
export function Segmented<V extends string>(props: SegmentedProps<V>) {
  return (
    <fieldset
      aria-label={props.label}
      className="flex rounded-md border border-line-strong/60 bg-surface p-0"
    >
      {props.options.map((option) => {
        const on = option.value === props.value;
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={on}
            onClick={() => props.onValueChange(option.value)}
            className={cx(
              "min-h-7.5 border-e border-line px-2.5 text-ink-muted first:rounded-s-[5px] last:rounded-e-[5px] last:border-e-0 hover:bg-hover",
              on && "bg-accent-soft font-medium text-accent-ink hover:bg-accent-soft",
            )}
          >
            {option.label}
          </button>
        );
      })}
    </fieldset>
  );
}
