import { cx } from "./cx";
import { formatKeys, type Keys } from "./keys";

/** A shortcut beside the words it belongs to. Hidden from screen readers: `aria-keyshortcuts` tells them. */
export function KeyHint(props: { keys: Keys; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx("font-sans text-xs whitespace-nowrap text-ink-faint", props.className)}
    >
      {formatKeys(props.keys)}
    </span>
  );
}
