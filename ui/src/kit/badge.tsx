import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

export type Tone = "neutral" | "good" | "warn" | "bad" | "accent" | "demo";

const TONE: Record<Tone, string> = {
  neutral: "bg-neutral-soft text-ink-muted",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  accent: "bg-accent-soft text-accent-ink",
  demo: "bg-demo-soft text-demo",
};

/** A word on a thing's state or kind. Always has words; the icon and colour only help. */
export function Badge(props: {
  tone?: Tone;
  icon?: LucideIcon | undefined;
  children: ReactNode;
  className?: string;
}) {
  const Icon = props.icon;
  return (
    <span
      className={cx(
        "forced-border inline-flex min-h-5 items-center gap-1 rounded-sm px-1.5 text-sm font-medium whitespace-nowrap",
        TONE[props.tone ?? "neutral"],
        props.className,
      )}
    >
      {Icon && <Icon aria-hidden="true" className="size-3.5 shrink-0" />}
      {props.children}
    </span>
  );
}

/** How many: green, at least 20 px high, "99+" above 99. Nothing at zero. */
export function CountBadge(props: { count: number; className?: string }) {
  const { t } = useTranslation("kit");
  if (props.count === 0) return null;
  return (
    <span
      className={cx(
        "forced-border inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-good-badge px-1.5 text-sm font-semibold text-on-good-badge tabular-nums",
        props.className,
      )}
    >
      {props.count > 99 ? t("moreThan99") : props.count}
    </span>
  );
}
