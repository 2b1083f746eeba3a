import { Search, X } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";
import { INPUT } from "./field";
import { IconButton } from "./icon-button";
import { KeyHint } from "./key-hint";
import { ariaKeys, type Keys } from "./keys";

interface SearchFieldProps
  extends Omit<ComponentProps<"input">, "value" | "onChange" | "className" | "type"> {
  label: string;
  value: string;
  onValueChange(value: string): void;
  keys?: Keys;
  /** Milliseconds of rest before `onValueChange`; typing itself never waits. */
  debounce?: number;
  className?: string;
}

/** Searches what is in view. Escape clears. `Mod+F` finds it by `data-view-search`. */
export function SearchField(props: SearchFieldProps) {
  const { t } = useTranslation("kit");
  const { label, value, onValueChange, keys, debounce = 120, className, ...native } = props;
  const { text, type, set } = useDebounced(value, onValueChange, debounce);
  return (
    <search className={cx("relative flex min-w-0", className)}>
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 start-2.5 my-auto size-4 text-ink-faint"
      />
      <input
        {...native}
        type="text"
        data-view-search=""
        aria-label={label}
        aria-keyshortcuts={keys ? ariaKeys(keys) : undefined}
        placeholder={props.placeholder ?? label}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text) {
            event.stopPropagation();
            set("");
          }
          native.onKeyDown?.(event);
        }}
        className={cx(INPUT, "ps-8 pe-16 text-ellipsis")}
      />
      <div className="absolute inset-y-0 end-1 flex items-center">
        {text ? (
          <IconButton icon={X} label={t("clearSearch")} onClick={() => set("")} />
        ) : (
          keys && <KeyHint keys={keys} className="pe-1.5" />
        )}
      </div>
    </search>
  );
}

function useDebounced(value: string, onValueChange: (value: string) => void, debounce: number) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  useEffect(() => {
    // Somebody else changed it (Back, "Clear search"): what was typed gives way.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: string) => {
    clearTimeout(timer.current);
    setText(next);
    sent.current = next;
    onValueChange(next);
  };
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    if (debounce === 0) set(next);
    else timer.current = setTimeout(() => set(next), debounce);
  };
  return { text, type, set };
}
