/**
 * What stands in the dialog where a credential is added or edited: name, method, fields; the dry run docked above
 * the footer, so that it never moves the form. Nothing typed is lost on failure or by accident.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  AlertDialog,
  announce,
  DialogContent,
  matchKeys,
  useCloseRequest,
  useToasts,
} from "../../kit";
import type { CredentialView } from "../../protocol";
import type { Values } from "../form/schema";
import { focusField } from "../form/templates";
import type { Subject } from "./draft";
import { EditorFooter } from "./editor-footer";
import { EditorForm } from "./editor-form";
import { useEditor } from "./use-editor";

interface Props {
  subject: Subject;
  seed?: { auth: string; values: Values } | undefined;
  focus?: string | undefined;
  /** The stored version as it is now; newer than the subject's when it was changed elsewhere. */
  latestVersion?: number;
  onReload?: () => void;
  onBack?: (() => void) | undefined;
  onClose(): void;
  onSaved?: ((credential: CredentialView) => void) | undefined;
}

export function CredentialEditor(props: Props) {
  const { subject, onClose, onSaved } = props;
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const form = useRef<HTMLDivElement>(null);
  const [asking, setAsking] = useState(false);
  const goTo = useGoTo(form);

  const editor = useEditor({
    subject,
    seed: props.seed,
    onSaved: (credential) => {
      toasts.show({
        title: t(subject.stored ? "edit.saved" : "add.saved", { name: credential.name }),
      });
      onSaved?.(credential);
      onClose();
    },
    onProblems: (fields) => {
      announce(t("form.needAttention", { count: fields.length }), "assertive");
      if (fields[0]) goTo(fields[0]);
    },
  });
  const { focus = "name" } = props;
  useEffect(() => goTo(focus), [focus, goTo]);

  const close = () => {
    if (editor.dirty) setAsking(true);
    else leave();
  };
  const leave = () => {
    if (editor.phase !== "idle") editor.cancel();
    onClose();
  };
  useCloseRequest(close);
  usePrimaryKeys(form);
  const { connector, stored } = subject;
  const title = stored
    ? t(subject.reconnects ? "edit.reconnect" : "edit.title", { name: stored.credential.name })
    : t("add.titleFor", { connector: connector.name });
  return (
    <>
      <DialogContent
        title={title}
        footer={
          <EditorFooter
            editor={editor}
            subject={subject}
            latestVersion={props.latestVersion}
            onReload={props.onReload}
            onGoTo={goTo}
            onClose={close}
          />
        }
      >
        <div ref={form} data-form="">
          <EditorForm editor={editor} subject={subject} onGoTo={goTo} onBack={props.onBack} />
        </div>
      </DialogContent>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t(stored ? "discard.titleEdit" : "discard.titleAdd", {
          name: stored?.credential.name ?? connector.name,
        })}
        description={t("discard.text")}
        cancelLabel={t("discard.keep")}
        confirmLabel={t("discard.confirm")}
        confirmVariant="danger"
        onConfirm={leave}
      />
    </>
  );
}

/** The dialog's primary action, wherever in the dialog the focus is; not in a question above it. */
function usePrimaryKeys(form: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const dialog = form.current?.closest("[role=dialog]");
      // The focus falls to the body when the button that had it is gone, as after *No*.
      const inside = event.target === document.body || dialog?.contains(event.target as Node);
      const asked = document.querySelector("[role=alertdialog]") !== null;
      if (!inside || asked || !matchKeys(event, "Mod+Enter")) return;
      event.preventDefault();
      // Exactly what the button does, with what it remembers of questions and conflicts.
      dialog?.querySelector<HTMLButtonElement>("[data-primary]")?.click();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [form]);
}

/**
 * Moves focus to a field once it is on screen: *Advanced* may have to open first. A dialog that has just opened
 * takes the focus for itself, a frame later; where a person has put it meanwhile, it stays.
 */
function useGoTo(form: RefObject<HTMLDivElement | null>) {
  return useCallback(
    (field: string) => {
      const attempt = (left: number) =>
        requestAnimationFrame(() => {
          const there = form.current !== null && focusField(form.current, field);
          if (there) requestAnimationFrame(() => isWithDialog() && attempt(0));
          else if (left > 0) attempt(left - 1);
        });
      attempt(5);
    },
    [form],
  );
}

/** Whether the focus is with the dialog as a whole, or nowhere. */
function isWithDialog(): boolean {
  const focused = document.activeElement;
  return focused === document.body || focused?.getAttribute("role") === "dialog";
}
