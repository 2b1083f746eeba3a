import { cx } from "./cx";

/**
 * One line of a text of any length, the whole of it on hover. `middle` keeps the end in sight: for
 * hosts, ids and names that differ at the end.
 */
export function Truncate(props: { text: string; cut?: "end" | "middle"; className?: string }) {
  const { text, cut = "end", className } = props;
  if (cut === "end" || text.length < 16) {
    return (
      <span title={text} className={cx("block min-w-0 truncate", className)}>
        {text}
      </span>
    );
  }
  const letters = Array.from(text);
  const tail = letters.slice(-6).join("");
  const head = letters.slice(0, -6).join("");
  return (
    <span title={text} className={cx("flex min-w-0", className)}>
      <span className="sr-only">{text}</span>
      <span aria-hidden="true" className="min-w-0 truncate whitespace-pre">
        {head}
      </span>
      <span aria-hidden="true" className="shrink-0 whitespace-pre">
        {tail}
      </span>
    </span>
  );
}
