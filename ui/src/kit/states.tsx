import { CircleAlert, type LucideIcon } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OperationFailure } from "../platform";
import { Banner } from "./banner";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { cx } from "./cx";
import { failureText } from "./failure-text";
import { sentences } from "./sentences";

/** Nothing is there yet: says so, says what comes next, offers at most two buttons. */
export function EmptyState(props: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const Icon = props.icon;
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-6 py-14 text-center">
      <Icon aria-hidden="true" strokeWidth={1.25} className="mb-2 size-9 text-ink-faint" />
      <h2 className="text-lg">{props.title}</h2>
      <p className="max-w-105 text-ink-muted">{props.children}</p>
      {props.actions && (
        <div className="mt-4 flex flex-wrap justify-center gap-2">{props.actions}</div>
      )}
    </div>
  );
}

/** A filter left nothing: one line, and the way back. */
export function NoMatch(props: { children: ReactNode; onClear(): void; clearLabel?: string }) {
  const { t } = useTranslation("kit");
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-1 py-3 text-ink-muted">
      <span className="wrap-anywhere">{props.children}</span>
      <Button size="sm" onClick={props.onClear}>
        {props.clearLabel ?? t("clearFilters")}
      </Button>
    </div>
  );
}

/** Something could not be read: cause, another try, details to copy. */
export function ErrorState(props: { failure: OperationFailure; onRetry(): void }) {
  const { t } = useTranslation("kit");
  const { title, hint } = failureText(t, props.failure);
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-6 py-14 text-center">
      <CircleAlert aria-hidden="true" strokeWidth={1.5} className="mb-2 size-8 text-bad" />
      <h2 className="text-lg wrap-anywhere">{title}</h2>
      {hint && <p className="max-w-105 text-ink-muted wrap-anywhere">{hint}</p>}
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        <Button variant="primary" onClick={props.onRetry}>
          {t("tryAgain")}
        </Button>
        <CopyButton label={t("copyDetails")} text={diagnosticsOf(props.failure)} />
      </div>
    </div>
  );
}

/** Reading again has failed; what is on screen is older. Says from when it is, and why. */
export function StaleNotice(props: { failure: OperationFailure; at: number; onRetry(): void }) {
  const { t, i18n } = useTranslation("kit");
  const { title, hint } = failureText(t, props.failure);
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(props.at);
  return (
    <Banner
      tone="warn"
      title={t("staleData", { time })}
      className="mx-6 mb-3 max-sm:mx-4"
      actions={
        <Button size="sm" onClick={props.onRetry}>
          {t("tryAgain")}
        </Button>
      }
    >
      {sentences(title, hint)}
    </Banner>
  );
}

function diagnosticsOf(failure: OperationFailure): string {
  const { code, message, hint } = failure;
  return JSON.stringify({ code, message, hint }, null, 2);
}

/** Rows to come. Appears after 150 ms, so that quick answers do not flicker. */
export function Loading(props: { rows?: number; rowHeight?: number; className?: string }) {
  const { t } = useTranslation("kit");
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className={cx("flex flex-col", props.className)}>
      <span className="sr-only">{t("loading")}</span>
      {visible &&
        Array.from({ length: props.rows ?? 6 }, (_, index) => (
          <Skeleton key={index.toString()} height={props.rowHeight ?? 38} />
        ))}
    </div>
  );
}

function Skeleton(props: { height: number }) {
  return (
    <div
      aria-hidden="true"
      style={{ height: props.height }}
      className="flex items-center gap-3 px-3"
    >
      <span className="size-4 rounded-full bg-neutral-soft" />
      <span className="h-3 w-48 rounded-sm bg-neutral-soft" />
      <span className="h-3 flex-1 rounded-sm bg-neutral-soft" />
      <span className="h-3 w-20 rounded-sm bg-neutral-soft" />
    </div>
  );
}
