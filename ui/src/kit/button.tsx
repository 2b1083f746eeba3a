import type { LucideIcon } from "lucide-react";
import { type ComponentProps, type MouseEvent, useId } from "react";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "./button-style";
import { KeyHint } from "./key-hint";
import { ariaKeys, type Keys } from "./keys";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: LucideIcon;
  /** Work that it started is under way. It keeps the focus and does nothing. */
  busy?: boolean;
  /** Why it cannot be used now. It stays focusable, so that the reason can be found. */
  disabledReason?: string | undefined;
  /** A shortcut that does the same. */
  keys?: Keys;
}

/** A button. There is no silent `disabled`: use `busy` or `disabledReason`. */
export function Button(props: ButtonProps) {
  const { disabledReason, ...rest } = props;
  const reasonId = useId();
  if (!disabledReason) return <PlainButton {...rest} />;
  return (
    <>
      <Tooltip text={disabledReason}>
        <PlainButton {...rest} aria-disabled="true" aria-describedby={reasonId} />
      </Tooltip>
      <span id={reasonId} className="sr-only">
        {disabledReason}
      </span>
    </>
  );
}

function PlainButton(props: Omit<ButtonProps, "disabledReason">) {
  const { variant = "secondary", size = "md", icon: Icon, busy, keys, ...rest } = props;
  const { children, className, onClick, type = "button", ...native } = rest;
  const inert = busy || native["aria-disabled"] === "true";
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...native}
      type={type}
      onClick={handleClick}
      aria-busy={busy || undefined}
      aria-disabled={inert ? "true" : native["aria-disabled"]}
      aria-keyshortcuts={keys ? ariaKeys(keys) : undefined}
      className={buttonStyle(variant, size, className)}
    >
      {busy ? (
        <Spinner hideLabel />
      ) : (
        Icon && <Icon aria-hidden="true" className="size-4 shrink-0" />
      )}
      {children}
      {keys && <KeyHint keys={keys} className="ms-1 text-current" />}
    </button>
  );
}
