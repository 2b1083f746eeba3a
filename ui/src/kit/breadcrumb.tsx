import { Link, type LinkProps } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

export interface Crumb {
  label: string;
  to: LinkProps["to"];
  params?: Record<string, string>;
}

/** The way back up. The page itself is the title below, not a crumb. */
export function Breadcrumb(props: { items: readonly Crumb[] }) {
  const { t } = useTranslation("kit");
  return (
    <nav aria-label={t("breadcrumb")}>
      <ol className="flex flex-wrap items-center gap-1 text-sm text-ink-muted">
        {props.items.map((item) => (
          <li key={item.label} className="flex items-center gap-1">
            <Link
              to={item.to as string}
              params={item.params as never}
              className="-mx-1 inline-flex min-h-6 items-center rounded-sm px-1 hover:text-ink hover:underline"
            >
              {item.label}
            </Link>
            <ChevronRight aria-hidden="true" className="size-3.5 text-ink-faint rtl:-scale-x-100" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
