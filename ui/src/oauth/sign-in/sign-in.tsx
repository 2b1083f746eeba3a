import { useState } from "react";
import { useTranslation } from "react-i18next";
import { findSignInScheme } from "../../credentials/form/sign-in-schemes";
import {
  AlertDialog,
  announce,
  Button,
  DialogContent,
  ErrorState,
  Loading,
  matchKeys,
  useCloseRequest,
  useToasts,
} from "../../kit";
import { useOperation } from "../../platform";
import type { ConnectorDetail, CredentialName, CredentialView } from "../../protocol";
import { OAuthAppDialog } from "../apps/app-dialog";
import { AppChoice, SignInForm } from "./sign-in-form";
import { FailureBanner, SignInSteps } from "./sign-in-steps";
import { hasEnded, savedBy, useSignIn } from "./use-sign-in";
import { type SignInForm as FormState, useSignInForm } from "./use-sign-in-form";

interface Props {
  connector: ConnectorDetail;
  auth?: string | undefined;
  /** Fields of another credential ("add another like this"). */
  seed?: Record<string, unknown> | undefined;
  /** The credential that is reconnected. */
  credential?: CredentialName | undefined;
  /** The name of the OAuth app that it was signed in with. */
  appBefore?: string | undefined;
  /** Another way to authenticate was chosen. */
  onMethod?: ((auth: string) => void) | undefined;
  onBack?: (() => void) | undefined;
  onClose(): void;
  onSaved?: ((credential: CredentialView) => void) | undefined;
}

/** What stands in the dialog where somebody signs in. */
export function SignIn(props: Props) {
  const { t } = useTranslation(["oauth", "credentials"]);
  const { connector, credential } = props;
  const progress = useSignIn();
  const scheme = findSignInScheme(connector, props.auth);
  const apps = useOperation("oauth_app.list", { connector: connector.id });
  const form = useSignInForm({ ...props, scheme, apps: apps.data?.items, progress });
  const leave = useLeave(props, progress);
  const { view } = progress;
  const [asking, setAsking] = useState(false);
  const losesText = form.dirty && !(view && savedBy(view));
  const close = () => (losesText ? setAsking(true) : leave());
  useCloseRequest(close);
  return (
    <>
      <DialogContent
        title={
          credential
            ? t("signIn.reconnectTitle", { name: credential.name })
            : t("signIn.title", { connector: connector.name })
        }
        footer={
          view && !hasEnded(view) ? undefined : (
            <Footer form={form} progress={progress} onClose={close} />
          )
        }
      >
        {view ? (
          <SignInSteps
            view={view}
            progress={progress}
            connector={connector}
            reconnects={Boolean(credential)}
            onCancel={() => {
              if (!hasEnded(view)) announce(t("signIn.cancelled"));
              progress.cancel();
            }}
            onKeep={leave}
            onEditApp={form.editApp}
            onChoose={form.startWith}
          />
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: one shortcut for the whole form
          <div
            className="flex flex-col gap-4"
            onKeyDown={(event) => {
              if (matchKeys(event.nativeEvent, "Mod+Enter")) form.start("authorization_code");
            }}
          >
            {progress.refusal && <Refused form={form} failure={progress.refusal} />}
            <Preparation {...props} scheme={scheme} form={form} apps={apps} />
          </div>
        )}
      </DialogContent>
      <AlertDialog
        open={asking && losesText}
        onOpenChange={setAsking}
        title={t("credentials:discard.titleAdd", { name: connector.name })}
        description={t("credentials:discard.text")}
        cancelLabel={t("credentials:discard.keep")}
        confirmLabel={t("credentials:discard.confirm")}
        confirmVariant="danger"
        onConfirm={leave}
      />
      {form.appDialog && (
        <OAuthAppDialog
          connector={connector}
          auth={scheme?.id}
          app={form.appDialog === "edit" ? form.app : undefined}
          onClose={form.closeApp}
          onSaved={(app) => form.change({ app: app.id })}
        />
      )}
    </>
  );
}

interface PreparationProps extends Props {
  scheme: ReturnType<typeof findSignInScheme>;
  form: FormState;
  apps: ReturnType<typeof useOperation<"oauth_app.list">>;
}

/** What is chosen before the browser opens: of a reconnect only the OAuth app, for the rest is known. */
function Preparation({ connector, credential, scheme, form, apps, ...props }: PreparationProps) {
  const { t } = useTranslation("oauth");
  const shared = {
    connector,
    apps: form.apps,
    app: form.app,
    onChange: form.change,
    onAddApp: form.addApp,
  };
  if (credential) {
    return (
      <>
        <p className="text-ink-muted">{t("signIn.reconnectIntro")}</p>
        {apps.data && <AppChoice {...shared} />}
      </>
    );
  }
  if (apps.error) return <ErrorState failure={apps.error} onRetry={() => void apps.refetch()} />;
  if (!apps.data) return <Loading rows={4} rowHeight={44} />;
  return scheme ? (
    <SignInForm
      {...shared}
      scheme={scheme}
      draft={form.draft}
      errors={form.errors}
      onMethod={props.onMethod}
      onBack={form.dirty ? undefined : props.onBack}
    />
  ) : null;
}

/** Leaves. What was saved is told, what was not is ended. */
function useLeave({ credential, onClose, onSaved }: Props, progress: ReturnType<typeof useSignIn>) {
  const { t } = useTranslation("oauth");
  const toasts = useToasts();
  return () => {
    const { view } = progress;
    const saved = view && savedBy(view);
    if (saved) onSaved?.(saved);
    else if (view?.state === "account_changed") {
      toasts.show({ title: t("signIn.kept", { account: view.was }) });
    } else if (view && !hasEnded(view)) {
      announce(credential ? t("signIn.cancelledAgain") : t("signIn.cancelled"));
    }
    onClose();
  };
}

function Refused({
  form,
  failure,
}: {
  form: FormState;
  failure: NonNullable<FormState["refusal"]>;
}) {
  const { t } = useTranslation("oauth");
  return (
    <FailureBanner
      failure={failure as Parameters<typeof FailureBanner>[0]["failure"]}
      actions={
        form.editApp && (
          <Button size="sm" onClick={form.editApp}>
            {t("signIn.editApp")}
          </Button>
        )
      }
    />
  );
}

function Footer(props: {
  form: FormState;
  progress: ReturnType<typeof useSignIn>;
  onClose(): void;
}) {
  const { t } = useTranslation("oauth");
  const { form, progress, onClose } = props;
  const { view } = progress;
  if (view) {
    const saved = savedBy(view);
    return (
      <Button variant={saved ? "primary" : "secondary"} onClick={onClose}>
        {t(saved ? "signIn.finish" : "close")}
      </Button>
    );
  }
  return (
    <>
      <Button onClick={onClose}>{t("cancel")}</Button>
      {form.offersDevice && (
        <Button
          disabledReason={form.blocked}
          title={t("signIn.deviceHelp")}
          onClick={() => form.start("device_code")}
        >
          {t("signIn.device")}
        </Button>
      )}
      <Button
        variant="primary"
        keys="Mod+Enter"
        busy={progress.starting || form.loading}
        disabledReason={form.blocked}
        onClick={() => form.start("authorization_code")}
      >
        {t("signIn.start")}
      </Button>
    </>
  );
}
