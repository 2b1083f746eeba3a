import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { buttonStyle } from "./button-style";
import { ariaKeys, type Keys } from "./keys";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** Its name; also shown as tooltip. */
  label: string;
  size?: "md" | "sm";
  keys?: Keys;
}

/** A button that shows only an icon. 28 px, 32 in toolbars. */
export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, size = "sm", keys, className, type = "button", ...native } = props;
  const side = size === "md" ? "size-8" : "size-7";
  return (
    <Tooltip text={label} keys={keys}>
      <button
        {...native}
        type={type}
        aria-label={label}
        aria-keyshortcuts={keys ? ariaKeys(keys) : undefined}
        className={buttonStyle(
          "ghost",
          "sm",
          `${side} min-h-0 shrink-0 p-0 text-ink-muted ${className ?? ""}`,
        )}
      >
        <Icon aria-hidden="true" className="size-4" />
      </button>
    </Tooltip>
  );
}
