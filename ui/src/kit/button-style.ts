import { cx } from "./cx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "md" | "sm";

const VARIANT: Record<ButtonVariant, string> = {
  primary:
    "border-transparent bg-accent text-on-accent not-aria-disabled:hover:bg-accent-hover not-aria-disabled:active:bg-accent-hover",
  secondary:
    "border-line-strong/70 bg-surface text-ink not-aria-disabled:hover:bg-hover not-aria-disabled:active:bg-pressed aria-expanded:bg-pressed",
  ghost:
    "border-transparent bg-transparent text-ink not-aria-disabled:hover:bg-hover not-aria-disabled:active:bg-pressed aria-expanded:bg-pressed",
  danger:
    "border-transparent bg-bad-fill text-on-bad not-aria-disabled:hover:brightness-95 not-aria-disabled:active:brightness-90",
};

const SIZE: Record<ButtonSize, string> = {
  md: "min-h-8 px-3 py-1",
  sm: "min-h-7 px-2.5 py-0.5 text-sm",
};

/** The look of buttons and of links that look like buttons. */
export function buttonStyle(variant: ButtonVariant, size: ButtonSize, className?: string): string {
  return cx(
    "forced-border inline-flex items-center justify-center gap-1.5 rounded-md border text-start font-medium leading-5 no-underline select-none",
    "aria-disabled:text-ink-faint aria-disabled:bg-neutral-soft aria-disabled:border-transparent",
    VARIANT[variant],
    SIZE[size],
    className,
  );
}
