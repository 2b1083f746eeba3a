/** Adding or editing an OAuth app. Its client secret goes in and never comes out again. */
import { type RefObject, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { appSchema, findSignInScheme } from "../../credentials/form/sign-in-schemes";
import { focusField } from "../../credentials/form/templates";
import { AlertDialog, announce, Banner, Button, Dialog, failureText, useToasts } from "../../kit";
import { type OperationFailure, useMutationOperation, useOperation } from "../../platform";
import { AllowPrivate, targetToAllow } from "../../private-targets";
import type { ConnectorDetail, FieldError, OAuthApp } from "../../protocol";
import { AppForm } from "./app-form";
import { type AppDraft, addRequest, appProblems, openAppDraft, updateRequest } from "./draft";

interface Props {
  connector: ConnectorDetail;
  /** The app that is edited; a new one otherwise. */
  app?: OAuthApp | undefined;
  auth?: string | undefined;
  onClose(): void;
  onSaved?: ((app: OAuthApp) => void) | undefined;
}

export function OAuthAppDialog(props: Props) {
  const { connector, app, onClose } = props;
  const { t } = useTranslation("oauth");
  const form = useRef<HTMLFormElement>(null);
  const editor = useAppEditor(props, form);
  const [asking, setAsking] = useState(false);
  const close = () => (editor.dirty ? setAsking(true) : onClose());
  return (
    <>
      <Dialog
        open
        tall
        onOpenChange={(open) => !open && close()}
        title={
          app ? t("apps.edit", { name: app.name }) : t("apps.addFor", { connector: connector.name })
        }
        footer={
          <>
            <Button onClick={close}>{t("cancel")}</Button>
            <Button variant="primary" type="submit" form="oauth-app" busy={editor.busy}>
              {t("save")}
            </Button>
          </>
        }
      >
        <form
          id="oauth-app"
          ref={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            // A form inside another dialog's form must not send that one.
            event.stopPropagation();
            void editor.save();
          }}
        >
          {editor.refusal && (
            <div role="alert" className="pb-4">
              <Banner tone="bad" title={editor.refusal.title}>
                {editor.refusal.hint}
              </Banner>
            </div>
          )}
          <AppForm
            connector={connector}
            app={app}
            registration={editor.registration}
            path={editor.path}
            schema={editor.schema}
            draft={editor.draft}
            problems={editor.problems}
            told={editor.told}
            onChange={editor.change}
          />
          {editor.ask && (
            <div className="pt-4">
              <AllowPrivate
                title={t("form.privateTitle")}
                target={editor.ask}
                onAllow={editor.allow}
              />
            </div>
          )}
        </form>
      </Dialog>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("form.discard")}
        description={t("form.discardText")}
        cancelLabel={t("form.keep")}
        confirmLabel={t("form.discardConfirm")}
        confirmVariant="danger"
        onConfirm={onClose}
      />
    </>
  );
}

function useAppEditor(
  { connector, app, auth, onClose, onSaved }: Props,
  form: RefObject<HTMLFormElement | null>,
) {
  const { t } = useTranslation("oauth");
  const toasts = useToasts();
  const scheme = findSignInScheme(connector, app?.auth ?? auth);
  const registration = scheme?.registration ?? undefined;
  const opened = useRef(openAppDraft(app, registration)).current;
  const [draft, setDraft] = useState(opened);
  const [tried, setTried] = useState(false);
  const of = { connector: connector.id, auth: scheme?.id ?? "" };
  const path = useRedirectPath(of, app);
  const schema = useMemo(
    () => (scheme ? appSchema(scheme) : { type: "object" as const, properties: {} }),
    [scheme],
  );
  const adding = useMutationOperation("oauth_app.add");
  const updating = useMutationOperation("oauth_app.update");
  const failure = adding.error ?? updating.error;
  const told = useMemo(() => fieldErrors(failure), [failure]);
  const problems = tried ? appProblems(draft, app) : [];
  // A question about an address ends with it.
  const [sent, setSent] = useState<AppDraft["fields"]>();
  const busy = adding.isPending || updating.isPending;
  const ask = !busy && sent === draft.fields ? targetToAllow(failure) : undefined;
  const change = (part: Partial<AppDraft>) =>
    setDraft((before) => ({ ...before, ...(part.fields && { allowed: [] }), ...part }));

  const save = async (draft: AppDraft) => {
    setTried(true);
    const missing = appProblems(draft, app);
    if (missing[0]) {
      announce(t("form.needAttention", { count: missing.length }), "assertive");
      if (form.current) focusField(form.current, missing[0]);
      return;
    }
    setSent(draft.fields);
    const answer = await (app
      ? updating.mutateAsync(updateRequest(draft, schema, app))
      : adding.mutateAsync(addRequest(draft, schema, { ...of, redirect_path: path }))
    ).catch(() => undefined);
    if (!answer) return;
    toasts.show({ tone: "good", title: t("apps.saved", { name: answer.oauth_app.name }) });
    onSaved?.(answer.oauth_app);
    onClose();
  };
  return {
    draft,
    schema,
    registration,
    path,
    problems,
    told: ask ? NOTHING : told,
    refusal: failure && !ask ? failureText(t, failure) : undefined,
    busy,
    dirty: JSON.stringify(draft) !== JSON.stringify(opened),
    change,
    save: () => save(draft),
    /** A private address that has to be allowed first. */
    ask,
    allow: () => {
      const next = { ...draft, allowed: [...draft.allowed, ...(ask ? [ask] : [])] };
      setDraft(next);
      void save(next);
    },
  };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** The path of the redirect address: the app's, or the first that the core proposes for a new one. */
function useRedirectPath(of: { connector: string; auth: string }, app: OAuthApp | undefined) {
  const [path, setPath] = useState(app?.redirect_path);
  const proposal = useOperation("oauth_app.propose", of, { enabled: !path });
  if (!path && proposal.data && !proposal.isFetching) setPath(proposal.data.redirect_path);
  return path;
}

/** What the core said about fields. A name that is taken belongs to its field too. */
function fieldErrors(failure: OperationFailure | null): ReadonlyMap<string, string> {
  if (failure?.code === "oauth_app.name_taken") {
    return new Map([["/name", [failure.message, failure.hint].filter(Boolean).join(" ")]]);
  }
  const errors = (failure?.details as { errors?: FieldError[] } | null | undefined)?.errors ?? [];
  return new Map(errors.map(({ field, message }) => [field, message]));
}
