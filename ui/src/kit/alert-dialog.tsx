import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { type ReactNode, useRef } from "react";
import { Button } from "./button";
import { cx } from "./cx";
import { BACKDROP, DIALOG } from "./dialog";

interface AlertDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  description?: ReactNode;
  cancelLabel: string;
  /** Without it there is only the cancel button. */
  confirmLabel?: string | undefined;
  onConfirm?: () => void;
  confirmVariant?: "primary" | "danger";
  busy?: boolean;
  /** 480 or 560 px. */
  width?: "sm" | "md";
  /** Between description and buttons. */
  children?: ReactNode;
}

/** A question that must be answered. The focus starts on the harmless answer. */
export function AlertDialog(props: AlertDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Base.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Base.Portal>
        <Base.Backdrop forceRender className={BACKDROP} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-center justify-center p-6">
          <Base.Popup
            initialFocus={cancel}
            className={cx(DIALOG, props.width === "md" ? "max-w-[560px]" : "max-w-[480px]")}
          >
            <div className="hairline-scroll flex min-h-0 flex-col gap-2 overflow-y-auto px-5 pt-4 pb-4">
              <Base.Title className="text-lg font-semibold wrap-anywhere">{props.title}</Base.Title>
              {props.description && (
                <Base.Description className="text-ink-muted wrap-anywhere">
                  {props.description}
                </Base.Description>
              )}
              {props.children}
            </div>
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              <Button ref={cancel} onClick={() => props.onOpenChange(false)}>
                {props.cancelLabel}
              </Button>
              {props.confirmLabel && (
                <Button
                  variant={props.confirmVariant ?? "primary"}
                  busy={props.busy ?? false}
                  onClick={props.onConfirm}
                >
                  {props.confirmLabel}
                </Button>
              )}
            </footer>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
