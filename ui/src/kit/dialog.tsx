import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";
import { IconButton } from "./icon-button";

export type DialogCloseReason = "escape" | "outside" | "close";

interface ShellProps {
  open: boolean;
  onOpenChange(open: boolean, reason: DialogCloseReason): void;
  /** 440, 640 or 840 px. */
  width?: "sm" | "md" | "lg";
  /** Keeps one height, whatever its content does. */
  tall?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}

interface ContentProps {
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}

const WIDTH = { sm: "max-w-[440px]", md: "max-w-[640px]", lg: "max-w-[840px]" };

type CloseRequest = () => void;
const CloseRequests = createContext<((request: CloseRequest) => () => void) | null>(null);

/** While mounted, asks here instead of the shell's owner whether the dialog may close. */
export function useCloseRequest(request: CloseRequest): void {
  const answer = useContext(CloseRequests);
  const latest = useRef(request);
  useEffect(() => {
    latest.current = request;
  });
  useEffect(() => answer?.(() => latest.current()), [answer]);
}

/**
 * The frame of a modal dialog, for contents that change while it is open: one frame keeps focus and
 * Escape where they belong. Fills windows that are narrower than 640 px, and a tall one those that are
 * lower than 720 px. Whether it closes is the caller's decision, or that of what it holds.
 */
export function DialogShell(props: ShellProps) {
  const asked = useRef<CloseRequest | null>(null);
  const answer = useMemo(
    () => (request: CloseRequest) => {
      asked.current = request;
      return () => {
        if (asked.current === request) asked.current = null;
      };
    },
    [],
  );
  const change = (open: boolean, reason: DialogCloseReason) => {
    if (!open && asked.current) asked.current();
    else props.onOpenChange(open, reason);
  };
  return (
    <Base.Root
      open={props.open}
      onOpenChange={(open, { reason }) => change(open, reasonOf(reason))}
    >
      <Base.Portal>
        <Base.Backdrop forceRender className={BACKDROP} />
        <Base.Viewport
          className={cx(
            "fixed inset-0 z-40 flex items-center justify-center p-6 max-sm:p-0",
            props.tall && "short:p-0",
          )}
        >
          <Base.Popup
            initialFocus={props.initialFocus}
            className={cx(DIALOG, WIDTH[props.width ?? "md"], FULL_PAGE, props.tall && TALL)}
          >
            <CloseRequests value={answer}>{props.children}</CloseRequests>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** What stands in a shell: title, scrolling body, footer that stays. */
export function DialogContent({ title, description, footer, children }: ContentProps) {
  const { t } = useTranslation("kit");
  return (
    <>
      <header className="border-b border-line ps-5 pe-12 pt-3.5 pb-3">
        <Base.Title className="text-lg font-semibold wrap-anywhere">{title}</Base.Title>
        {description && (
          <Base.Description className="text-ink-muted">{description}</Base.Description>
        )}
      </header>
      <div className="hairline-scroll min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
      {footer && (
        <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
          {footer}
        </footer>
      )}
      {/* Last in order, so that the focus starts in the content. */}
      <Base.Close
        render={<IconButton icon={X} label={t("close")} className="absolute end-3 top-3" />}
      />
    </>
  );
}

/** A modal dialog with one content: see [DialogShell] and [DialogContent]. */
export function Dialog(props: ShellProps & ContentProps) {
  const { title, description, footer, children, ...shell } = props;
  return (
    <DialogShell {...shell}>
      <DialogContent title={title} description={description} footer={footer}>
        {children}
      </DialogContent>
    </DialogShell>
  );
}

export const BACKDROP =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0";
export const DIALOG =
  "appear forced-border relative flex max-h-full w-full min-h-0 flex-col overflow-hidden rounded-lg border border-line bg-raised text-ink shadow-dialog outline-none";
const FULL_PAGE = "max-sm:h-full max-sm:max-w-none max-sm:rounded-none";
const TALL =
  "h-full max-h-[780px] short:max-h-none short:max-w-none short:rounded-none short:border-0";

export function reasonOf(reason: string): DialogCloseReason {
  if (reason === "escape-key") return "escape";
  return reason === "outside-press" ? "outside" : "close";
}
