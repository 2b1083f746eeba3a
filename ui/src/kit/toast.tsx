import { Toast as Base } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announcer";
import { Button } from "./button";
import { cx } from "./cx";
import { IconButton } from "./icon-button";

export type ToastTone = "neutral" | "good" | "bad";

export interface ToastOptions {
  /** What it is about: a newer one about the same takes the place of the older one. */
  about?: string;
  title: string;
  description?: string | undefined;
  tone?: ToastTone;
  action?: { label: string; onClick(): void };
}

interface ToastPayload {
  tone: ToastTone;
  action: ToastOptions["action"];
}

const NEUTRAL_MS = 6_000;

/** Holds the toasts. F6 jumps to them; they wait while they are hovered or focused. */
export function ToastProvider(props: { children: ReactNode }) {
  return (
    <Base.Provider limit={3} timeout={NEUTRAL_MS}>
      {props.children}
      <Base.Portal>
        <ToastList />
      </Base.Portal>
    </Base.Provider>
  );
}

/** Shows toasts: for results that would otherwise be invisible, partial or lost. */
export function useToasts() {
  const { add, close } = Base.useToastManager<ToastPayload>();
  return useMemo(
    () => ({
      show({ about, title, description, tone = "neutral", action }: ToastOptions): string {
        announce(
          [title, description].filter(Boolean).join(". "),
          tone === "bad" ? "assertive" : "polite",
        );
        return add({
          ...(about && { id: about }),
          title,
          description,
          // Errors stay until a person has dismissed them.
          timeout: tone === "bad" ? 0 : NEUTRAL_MS,
          data: { tone, action },
        });
      },
      close,
    }),
    [add, close],
  );
}

function ToastList() {
  const { t } = useTranslation("kit");
  const { toasts } = Base.useToastManager<ToastPayload>();
  const there = useThereAndBack();
  return (
    // The announcer has said it already: a second live region would say it twice.
    <Base.Viewport
      {...there}
      data-toasts=""
      aria-live="off"
      aria-label={t("toasts")}
      className="fixed end-4 bottom-4 z-50 flex w-90 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </Base.Viewport>
  );
}

/** F6 leads to the first button of the newest toast, such as *Undo*; F6 again leads back. */
function useThereAndBack() {
  const before = useRef<HTMLElement | null>(null);
  return {
    onFocus(event: FocusEvent<HTMLElement>) {
      if (event.target !== event.currentTarget) return;
      if (event.relatedTarget instanceof HTMLElement) before.current = event.relatedTarget;
      event.currentTarget.querySelector<HTMLElement>("[data-toast] button")?.focus();
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.key !== "F6") return;
      event.preventDefault();
      event.stopPropagation();
      before.current?.focus();
    },
  };
}

function ToastCard({ toast }: { toast: Base.Root.ToastObject<ToastPayload> }) {
  const { t } = useTranslation("kit");
  const { close } = Base.useToastManager();
  const { tone = "neutral", action } = toast.data ?? {};
  const Icon = tone === "bad" ? CircleAlert : CircleCheck;
  return (
    <Base.Root
      toast={toast}
      data-toast=""
      swipeDirection={[]}
      className="appear forced-border flex items-start gap-2.5 rounded-lg border border-line bg-raised p-3 pe-2 shadow-popup data-limited:hidden"
    >
      {tone !== "neutral" && (
        <Icon
          aria-hidden="true"
          className={cx("mt-0.5 size-4 shrink-0", tone === "bad" ? "text-bad" : "text-good")}
        />
      )}
      <Base.Content className="min-w-0 flex-1">
        <Base.Title render={<p />} className="font-medium wrap-anywhere" />
        <Base.Description className="text-ink-muted wrap-anywhere" />
        {action && (
          <Button
            size="sm"
            className="mt-2"
            onClick={() => {
              action.onClick();
              close(toast.id);
            }}
          >
            {action.label}
          </Button>
        )}
      </Base.Content>
      <Base.Close render={<IconButton icon={X} label={t("dismiss")} />} />
    </Base.Root>
  );
}
