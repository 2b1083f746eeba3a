import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "../kit";

/** The frame of the lock screen and of the first run: one card in an empty window. */
export function VaultCard(props: { title: string; step?: string; children: ReactNode }) {
  const { t } = useTranslation("kit");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [props.title, t("app")].join(" - ");
    announce(props.title);
    if (document.activeElement === document.body) heading.current?.focus();
  }, [props.title, t]);
  return (
    <main className="hairline-scroll flex h-full overflow-y-auto bg-sidebar p-4">
      <div className="forced-border m-auto flex w-full max-w-[460px] flex-col gap-4 rounded-lg border border-line bg-surface px-7 py-6">
        <header className="flex items-center gap-2 text-ink-muted">
          <img src="/favicon.svg" alt="" className="size-6" />
          <span className="font-semibold text-ink">{t("app")}</span>
          {props.step && <span className="ms-auto text-sm">{props.step}</span>}
        </header>
        <h1 ref={heading} tabIndex={-1} className="text-xl">
          {props.title}
        </h1>
        {props.children}
      </div>
    </main>
  );
}
