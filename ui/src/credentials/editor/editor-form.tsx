/** What is filled in: account name, method, fields; and what stands in the way, on top. */
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, ExternalLink, RadioCards, Select, TextField } from "../../kit";
import { isRequired, withKept } from "../form/schema";
import { SchemaForm } from "../form/schema-form";
import { type SecretActions, StoredSecrets } from "../form/secrets";
import { signsIn } from "../form/sign-in-schemes";
import {
  keptSecrets,
  movedFields,
  mustReenter,
  type Subject,
  schemaOf,
  secretState,
  storedSecrets,
  valuesOf,
} from "./draft";
import { ErrorSummary } from "./error-summary";
import { useSignInMethod } from "./sign-in-method";
import type { Editor } from "./use-editor";

interface Props {
  editor: Editor;
  subject: Subject;
  onGoTo: (field: string) => void;
  onBack?: (() => void) | undefined;
}

/** Up to so many methods are shown side by side. */
const MOST_CARDS = 3;

export function EditorForm({ editor, subject, onGoTo, onBack }: Props) {
  const { t } = useTranslation("credentials");
  const { connector, stored } = subject;
  const { state, dispatch, errors } = editor;
  const schema = useMemo(
    () => withKept(schemaOf(connector, state.auth), keptSecrets(subject, state)),
    [connector, subject, state],
  );
  // Both are known wherever this form can be: the vault is open.
  const count = connector.credentials ?? 0;
  const limit = connector.limit ?? Number.POSITIVE_INFINITY;
  const full = !stored && count >= limit;
  return (
    <div className="flex flex-col gap-5">
      <Intro subject={subject} onBack={onBack} dirty={editor.dirty} />
      {full && (
        <Banner tone="warn" title={t("add.limit.title", { count, limit })}>
          {t("add.limit.text")}
        </Banner>
      )}
      {errors.size > MOST_CARDS && <ErrorSummary errors={errors} schema={schema} onGoTo={onGoTo} />}
      <div data-pointer="name">
        <TextField
          label={t("form.name.label")}
          help={stored ? undefined : t("form.name.help")}
          error={errors.get("name")?.join(" ")}
          optional={!stored}
          value={state.name}
          placeholder={stored ? undefined : connector.suggested_name}
          maxLength={200}
          onValueChange={(name) => dispatch({ type: "named", name })}
        />
      </div>
      <Method editor={editor} subject={subject} />
      <MovedWarning editor={editor} subject={subject} />
      <StoredSecrets value={useSecretActions(editor, subject)}>
        <SchemaForm
          key={state.auth}
          schema={schema}
          values={valuesOf(state)}
          errors={errors}
          onChange={(values) => dispatch({ type: "typed", values })}
        />
      </StoredSecrets>
    </div>
  );
}

function Intro({ subject, onBack, dirty }: Pick<Props, "subject" | "onBack"> & { dirty: boolean }) {
  const { t } = useTranslation("credentials");
  const { connector, stored } = subject;
  if (stored) return null;
  return (
    <div className="flex flex-col items-start gap-1">
      {onBack && !dirty && (
        <Button size="sm" variant="ghost" icon={ArrowLeft} className="-ms-2" onClick={onBack}>
          {t("add.back")}
        </Button>
      )}
      <p className="text-ink-muted">{connector.description}</p>
      {connector.docs_url && (
        <ExternalLink href={connector.docs_url}>
          {t("add.docs", { connector: connector.name })}
        </ExternalLink>
      )}
    </div>
  );
}

function Method({ editor, subject }: Pick<Props, "editor" | "subject">) {
  const { t } = useTranslation("credentials");
  const signIn = useSignInMethod();
  const value = editor.state.auth;
  // A stored credential does not change between signing in and typing: that would be another one.
  const auth = subject.connector.auth.filter(
    (scheme) => signIn || signsIn(scheme) === isSignIn(subject, value),
  );
  if (auth.length < 2) return null;
  const choose = (method: string) => {
    if (signIn && isSignIn(subject, method)) signIn(method);
    else editor.dispatch({ type: "method", auth: method });
  };
  const shared = { label: t("form.method"), value, onValueChange: choose };
  const options = auth.map(({ id, title, schema }) => {
    const text = (schema as { description?: unknown } | null)?.description;
    return { value: id, label: title, description: typeof text === "string" ? text : undefined };
  });
  if (auth.length <= MOST_CARDS) return <RadioCards {...shared} options={options} columns />;
  return <Select {...shared} options={options.map(({ value, label }) => ({ value, label }))} />;
}

function isSignIn({ connector }: Subject, auth: string): boolean {
  return signsIn(connector.auth.find(({ id }) => id === auth));
}

/** Says, before anything is sent, that a stored secret does not travel to another host. */
function MovedWarning({ editor, subject }: Pick<Props, "editor" | "subject">) {
  const { t } = useTranslation("credentials");
  const { state } = editor;
  if (!mustReenter(subject, state) || storedSecrets(subject, state).size === 0) return null;
  const schema = schemaOf(subject.connector, state.auth);
  const moved = movedFields(subject, state).map((name) => schema.properties[name]?.title ?? name);
  return (
    <Banner tone="warn" title={t("edit.moved.title")}>
      {t("edit.moved.text", { count: moved.length, fields: moved.join(", ") })}
    </Banner>
  );
}

function useSecretActions(editor: Editor, subject: Subject): SecretActions {
  const { state, dispatch } = editor;
  const schema = schemaOf(subject.connector, state.auth);
  return {
    find: (field) => secretState(subject, state, field),
    clearable: (field) => !isRequired(schema, field),
    replace: (field) => dispatch({ type: "replace", field }),
    keep: (field) => dispatch({ type: "keep", field }),
    clear: (field) => dispatch({ type: "clear", field }),
  };
}
