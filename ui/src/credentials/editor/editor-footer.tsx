/**
 * The editor's foot: the dry run, what the core refused, and the buttons. *Verify and save* is never
 * hidden and never silently disabled.
 */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, failureText, TextLink } from "../../kit";
import { useOperation } from "../../platform";
import { CheckPanel } from "../checks/check-panel";
import { AccountChanged } from "../parts/account-changed";
import { ChangedBar } from "../parts/changed-bar";
import { type Subject, schemaOf, valuesOf } from "./draft";
import { fieldTitle } from "./error-summary";
import { accountChange, duplicateOf } from "./failure";
import { findTarget } from "./target";
import { UnverifiedDialog } from "./unverified-dialog";
import type { Phase } from "./use-attempts";
import type { Editor } from "./use-editor";
import type { SaveOptions } from "./use-requests";

interface Props {
  editor: Editor;
  subject: Subject;
  latestVersion?: number | undefined;
  onReload?: (() => void) | undefined;
  onGoTo: (field: string) => void;
  onClose: () => void;
}

export function EditorFooter(props: Props) {
  const { t } = useTranslation("credentials");
  const { editor, subject } = props;
  const { data: settings } = useOperation("setting.get", {});
  const [asksReason, setAsksReason] = useState(false);
  const [last, setLast] = useState<Phase>("checking");
  const conflict = useConflict(props);
  const busy = editor.phase !== "idle";
  const save = (options: SaveOptions = {}) => {
    setLast("saving");
    void editor.save({ ...conflict.options, ...options });
  };
  return (
    <>
      <Dock
        editor={editor}
        subject={subject}
        onGoTo={props.onGoTo}
        onAccept={() => editor.accept(last)}
      >
        {conflict.changed && props.onReload && (
          <ChangedBar onReload={props.onReload} onKeep={conflict.keep} />
        )}
        <RefusalBanner editor={editor} onSave={save} />
      </Dock>
      {busy && (
        <p className="me-auto min-w-0 text-ink-muted">
          {t(editor.phase === "saving" ? "editor.saving" : "editor.checking")}
        </p>
      )}
      {settings?.allow_unverified && !busy && (
        <Button variant="ghost" onClick={() => setAsksReason(true)}>
          {t("editor.saveUnverified")}
        </Button>
      )}
      <Button onClick={props.onClose}>{t("editor.cancel")}</Button>
      <Button
        busy={editor.phase === "checking"}
        disabledReason={editor.phase === "saving" ? t("editor.saving") : undefined}
        onClick={() => {
          setLast("checking");
          void editor.check();
        }}
      >
        {t("editor.verify")}
      </Button>
      <Button
        variant="primary"
        keys="Mod+Enter"
        data-primary=""
        busy={editor.phase === "saving"}
        disabledReason={editor.phase === "checking" ? t("editor.checking") : undefined}
        onClick={() => save()}
      >
        {t("editor.verifyAndSave")}
      </Button>
      {asksReason && (
        <UnverifiedDialog
          onClose={() => setAsksReason(false)}
          onConfirm={(unverifiedReason) => {
            setAsksReason(false);
            save({ unverifiedReason });
          }}
        />
      )}
    </>
  );
}

/** Whether the stored credential has moved on, and what the person decided about it. */
function useConflict({ subject, latestVersion, editor }: Props) {
  const [kept, setKept] = useState<number | null>(null);
  const version = subject.stored?.credential.version;
  const moved = version !== undefined && latestVersion !== undefined && latestVersion > version;
  const refused = editor.refusal?.code === "credential.changed_elsewhere";
  return {
    changed: (moved && kept !== latestVersion) || (refused && kept !== latestVersion),
    options: kept === null ? {} : { version: kept },
    keep: () => {
      setKept(latestVersion ?? version ?? null);
      editor.forgetRefusal();
    },
  };
}

/** Stands between the form and the buttons; scrolls by itself. */
function Dock(
  props: Pick<Props, "editor" | "subject" | "onGoTo"> & {
    onAccept: () => void;
    children: ReactNode;
  },
) {
  const { t } = useTranslation("credentials");
  const { editor, subject } = props;
  const { run } = editor;
  const { connector } = subject;
  const schema = schemaOf(connector, editor.state.auth);
  const target = findTarget(connector.id, valuesOf(editor.state));
  const name = connector.name;
  const field = run?.field && run.field.slice(1) in schema.properties ? run.field : null;
  return (
    <div className="hairline-scroll -mx-5 -mt-3 flex max-h-[34vh] short:max-h-[30vh] basis-[calc(100%+2.5rem)] flex-col gap-3 overflow-y-auto px-5 empty:hidden *:first:pt-3 *:last:border-b *:last:border-line *:last:pb-3">
      {props.children}
      {run && (
        <div>
          <CheckPanel
            run={run}
            subject={target ? t("check.subjectAt", { name, target }) : name}
            connector={connector.id}
            stale={editor.stale}
            question={editor.question}
            onCancel={editor.cancel}
            onAccept={props.onAccept}
            edit={
              field
                ? {
                    label: t("check.editField", { field: fieldTitle(schema, field) }),
                    onSelect: () => props.onGoTo(field),
                  }
                : null
            }
          />
        </div>
      )}
    </div>
  );
}

/** What the core refused and no field is to blame for. */
function RefusalBanner({
  editor,
  onSave,
}: {
  editor: Editor;
  onSave: (options: SaveOptions) => void;
}) {
  const { t } = useTranslation(["credentials", "kit"]);
  const { refusal, twin } = editor;
  if (!refusal && twin) {
    return (
      <div>
        <Banner tone="info" title={t("credentials:editor.twin", { name: twin.name })} />
      </div>
    );
  }
  if (!refusal || refusal.code === "credential.changed_elsewhere") return null;
  const change = accountChange(refusal);
  if (change) {
    return (
      <div>
        <AccountChanged
          {...change}
          onKeep={editor.forgetRefusal}
          onContinue={() => onSave({ acceptAccount: change.now })}
        />
      </div>
    );
  }
  const { title, hint } = failureText(t, refusal);
  const duplicate = refusal.code === "credential.duplicate" ? duplicateOf(refusal) : null;
  return (
    <div role="alert">
      <Banner
        tone="bad"
        title={duplicate ? t("credentials:editor.duplicate", { name: duplicate.name }) : title}
        actions={
          <>
            {refusal.code === "credential.duplicate" && (
              <Button size="sm" onClick={() => onSave({ allowDuplicate: true })}>
                {t("credentials:editor.saveAnyway")}
              </Button>
            )}
            {refusal.code === "credential.limit_reached" && (
              <TextLink to="/settings">{t("credentials:editor.openSettings")}</TextLink>
            )}
          </>
        }
      >
        {hint}
      </Banner>
    </div>
  );
}
