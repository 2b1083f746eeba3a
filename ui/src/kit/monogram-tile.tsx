import { cx } from "./cx";
import { monogramHue, monogramOf } from "./monogram";

/** A connector's mark: one or two letters on a colour made from its id. Decoration: the name stands beside it. */
export function MonogramTile(props: {
  id: string;
  name: string;
  size?: 20 | 28 | 40;
  className?: string;
}) {
  const size = props.size ?? 28;
  return (
    <span
      aria-hidden="true"
      data-hue={monogramHue(props.id)}
      className={cx(
        "monogram forced-border inline-flex shrink-0 items-center justify-center font-semibold select-none",
        size === 20 && "size-5 rounded-sm text-[9px]",
        size === 28 && "size-7 rounded-md text-[11px]",
        size === 40 && "size-10 rounded-lg text-[15px]",
        props.className,
      )}
    >
      {monogramOf(props.name)}
    </span>
  );
}
