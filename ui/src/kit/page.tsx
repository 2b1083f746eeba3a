import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announcer";
import { cx } from "./cx";

interface PageHeaderProps {
  title: string;
  /** What stands in the window's title after it: "PostgreSQL - Security credentials - Credenza". */
  section?: string;
  /** One line under the title: how much, of what. */
  scope?: ReactNode;
  badge?: ReactNode;
  breadcrumb?: ReactNode;
  actions?: ReactNode;
}

/**
 * The head of a page. When it appears after a route change it takes the focus and tells the title;
 * on the first page of a session the focus stays where the browser put it.
 */
export function PageHeader(props: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { t } = useTranslation("kit");
  const { title, section } = props;
  useEffect(() => {
    document.title = [title, section, t("app")].filter(Boolean).join(" - ");
  }, [title, section, t]);
  useEffect(() => {
    if (!takeRouteFocus()) return;
    heading.current?.focus({ preventScroll: true });
    announce(document.title);
  }, []);
  return (
    <header className="flex shrink-0 flex-wrap items-end gap-x-4 gap-y-2 px-6 pt-4 pb-3 max-sm:px-4">
      <div className="min-w-0 flex-1 basis-60">
        {props.breadcrumb}
        <div className="flex flex-wrap items-center gap-2.5">
          <h1 ref={heading} tabIndex={-1} className="min-w-0 text-xl wrap-anywhere">
            {title}
          </h1>
          {props.badge}
        </div>
        {props.scope && <p className="text-ink-muted">{props.scope}</p>}
      </div>
      {props.actions && <div className="flex flex-wrap items-center gap-2">{props.actions}</div>}
    </header>
  );
}

let routeChanged = false;

/** The shell says that the person went to another page. */
export function markRouteChange(): void {
  routeChanged = true;
}

function takeRouteFocus(): boolean {
  const changed = routeChanged;
  routeChanged = false;
  return changed;
}

/** The part of a page that scrolls. */
export function PageBody(props: { children: ReactNode; className?: string; label?: string }) {
  return (
    <div
      className={cx(
        "hairline-scroll min-h-0 flex-1 overflow-y-auto px-6 pb-8 [scroll-padding:12px] max-sm:px-4",
        props.className,
      )}
    >
      {props.children}
    </div>
  );
}

/** A part of a page with a title of its own. */
export function Section(props: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 py-3">
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-base">{props.title}</h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
