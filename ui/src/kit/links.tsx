import { createLink } from "@tanstack/react-router";
import { ExternalLink as ExternalIcon, type LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePlatform } from "../platform";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "./button-style";
import { cx } from "./cx";

const TEXT_LINK =
  "rounded-sm text-accent-ink underline decoration-current/40 underline-offset-2 hover:decoration-current";

/** A link to another screen, in running text. */
export const TextLink = createLink(function TextLink(props: ComponentProps<"a">) {
  return <a {...props} className={cx(TEXT_LINK, props.className)} />;
});

interface ButtonLinkProps extends ComponentProps<"a"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: LucideIcon;
}

/** A link to another screen that looks like a button. */
export const ButtonLink = createLink(function ButtonLink(props: ButtonLinkProps) {
  const { variant = "secondary", size = "md", icon: Icon, className, children, ...native } = props;
  return (
    <a {...native} className={buttonStyle(variant, size, className)}>
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0" />}
      {children}
    </a>
  );
});

/** A link that opens in the system's browser. Its name says so. */
export function ExternalLink(props: { href: string; children: ReactNode; className?: string }) {
  const platform = usePlatform();
  const { t } = useTranslation("kit");
  return (
    <a
      href={props.href}
      target="_blank"
      rel="noopener noreferrer"
      className={cx(TEXT_LINK, "inline-flex items-center gap-1", props.className)}
      onClick={(event) => {
        event.preventDefault();
        void platform.openExternal(props.href);
      }}
    >
      {props.children}
      <ExternalIcon aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="sr-only">{t("opensInBrowser")}</span>
    </a>
  );
}
