/** What is chosen before a sign-in, what stands in the way, and beginning it. */
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../../credentials/form/messages";
import { compact, type Values } from "../../credentials/form/schema";
import { findProblems } from "../../credentials/form/validator";
import { announce } from "../../kit";
import type {
  AuthScheme,
  ConnectorDetail,
  CredentialName,
  OAuthApp,
  SignInGrant,
} from "../../protocol";
import {
  appOf,
  askedSchema,
  hasChanged,
  offersDevice,
  openSignInDraft,
  type SignInDraft,
  startRequest,
} from "./draft";
import type { SignInProgress } from "./use-sign-in";

interface Options {
  connector: ConnectorDetail;
  scheme: AuthScheme | undefined;
  /** Those of the connector; undefined until they are read. */
  apps: readonly OAuthApp[] | undefined;
  credential?: CredentialName | undefined;
  /** The name of the OAuth app that it was signed in with. */
  appBefore?: string | undefined;
  seed?: Record<string, unknown> | undefined;
  progress: SignInProgress;
}

/** Failures that are put right in the OAuth app. */
const OF_THE_APP = new Set(["sign_in.port_taken", "sign_in.refused", "oauth_app.invalid"]);

export function useSignInForm(options: Options) {
  const { connector, scheme, credential, appBefore, seed, progress } = options;
  const apps = useMemo(
    () => options.apps?.filter(({ auth }) => auth === scheme?.id) ?? NONE,
    [options.apps, scheme?.id],
  );
  const loading = !credential && options.apps === undefined;
  const { t } = useTranslation(["oauth", "credentials"]);
  const [opened] = useState<SignInDraft>(() =>
    scheme ? openSignInDraft(scheme, seed) : { name: "", app: undefined, fields: {} },
  );
  const [draft, setDraft] = useState(opened);
  const [appDialog, setAppDialog] = useState<"add" | "edit">();
  const tried = useRef(false);
  const app = appOf(draft, apps, appBefore);
  const problems = useProblems(draft, scheme, app);
  const errors = tried.current ? problems : NOTHING;
  const begin = (grant: SignInGrant, chosen: Values = {}) => {
    if (credential) {
      const again = { credential: credential.id, oauth_app: app?.id ?? null, grant };
      void progress.start({ ...again, fields: chosen });
      return;
    }
    if (!scheme || !app) return;
    const now = { ...draft, fields: { ...draft.fields, ...chosen } };
    setDraft(now);
    void progress.start(startRequest(now, { connector: connector.id, scheme, app, grant }));
  };
  const start = (grant: SignInGrant) => {
    if (loading || progress.starting || progress.view) return;
    tried.current = true;
    if (!credential && (!scheme || !app || problems.size > 0)) {
      announce(t("oauth:form.needAttention", { count: problems.size }), "assertive");
      setDraft((before) => ({ ...before }));
      return;
    }
    begin(grant);
  };
  const failed = progress.view?.state === "failed" ? progress.view.failure.code : undefined;
  const code = failed ?? progress.refusal?.code ?? "";
  return {
    draft,
    apps,
    app,
    errors,
    refusal: progress.refusal,
    appDialog,
    /** Whether anything was typed that leaving would lose. */
    dirty: !credential && hasChanged(opened, draft),
    offersDevice: offersDevice(scheme, { ...draft.fields, ...app?.public }),
    /** Why it cannot begin. */
    loading,
    blocked:
      loading || credential || app
        ? undefined
        : t("oauth:signIn.appNone", { connector: connector.name }),
    change: (part: Partial<SignInDraft>) => setDraft((before) => ({ ...before, ...part })),
    start,
    /** Begins again in the browser, with a field that the last try found to be needed. */
    startWith: (field: string, value: string) => {
      progress.cancel();
      begin("authorization_code", { [field]: value });
    },
    addApp: () => setAppDialog("add"),
    editApp: app && OF_THE_APP.has(code) ? () => setAppDialog("edit") : undefined,
    closeApp: () => setAppDialog(undefined),
  };
}

export type SignInForm = ReturnType<typeof useSignInForm>;

const NONE: readonly OAuthApp[] = [];
const NOTHING: ReadonlyMap<string, string[]> = new Map();

function useProblems(
  draft: SignInDraft,
  scheme: AuthScheme | undefined,
  app: OAuthApp | undefined,
): ReadonlyMap<string, string[]> {
  const { t } = useTranslation("credentials");
  return useMemo(() => {
    if (!scheme) return NOTHING;
    const schema = askedSchema(scheme, app);
    const found = findProblems(schema, compact(schema, draft.fields));
    return new Map(found.map((problem) => [problem.field, [sayProblem(t, problem)]]));
  }, [t, draft.fields, scheme, app]);
}
