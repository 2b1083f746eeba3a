/** What is filled in for an OAuth app: first what to do at the provider, then what it gave. */
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectSchema } from "../../credentials/form/schema";
import { hasFields } from "../../credentials/form/sign-in-schemes";
import {
  Checkbox,
  CopyButton,
  Disclosure,
  ExternalLink,
  Loading,
  RadioCards,
  SecretField,
  TextArea,
  TextField,
} from "../../kit";
import type { ConnectorDetail, OAuthApp, Registration } from "../../protocol";
import { type AppDraft, type AppProblem, typeSecret } from "./draft";
import { REDIRECT_KINDS, readRedirect, redirectAddress, type TypedRedirect } from "./redirect";

// The form engine is heavy, and few apps have fields of their own.
const SchemaForm = lazy(async () => ({
  default: (await import("../../credentials/form/schema-form")).SchemaForm,
}));

const FIELDS = "/fields/";

interface Props {
  connector: ConnectorDetail;
  app: OAuthApp | undefined;
  registration: Registration | undefined;
  /** The path of the redirect address; undefined until the core has proposed one. */
  path: string | undefined;
  schema: ObjectSchema;
  draft: AppDraft;
  problems: readonly AppProblem[];
  /** What the core said about fields, by JSON Pointer. */
  told: ReadonlyMap<string, string>;
  onChange(change: Partial<AppDraft>): void;
}

export function AppForm(props: Props) {
  const { t } = useTranslation("oauth");
  const { draft, onChange, problems, told, app } = props;
  return (
    <div className="flex flex-col gap-5">
      <AtTheProvider {...props} />
      <div data-pointer="clientId">
        <TextField
          label={t("form.clientId")}
          required
          monospace
          value={draft.clientId}
          onValueChange={(clientId) => onChange({ clientId })}
          error={problems.includes("clientId") ? t("form.clientIdMissing") : told.get("/client_id")}
        />
      </div>
      <SecretField
        label={t("form.secret")}
        help={app?.has_secret ? t("form.secretKept") : t("form.secretHelp")}
        value={draft.secret}
        onValueChange={(secret) => onChange(typeSecret(draft, secret, app))}
        error={told.get("/client_secret")}
      />
      <TextArea
        label={t("form.scopes")}
        help={t("form.scopesHelp")}
        placeholder={props.registration?.scopes.join(" ")}
        optional
        monospace
        rows={2}
        value={draft.scopes}
        onValueChange={(scopes) => onChange({ scopes })}
        error={told.get("/scopes")}
      />
      <RedirectFields {...props} />
      <MoreFields {...props} />
    </div>
  );
}

function AtTheProvider({ connector, draft, registration, path }: Props) {
  const { t } = useTranslation("oauth");
  const link = registration?.console_url ?? connector.docs_url;
  const address = redirectAddress(readRedirect(draft.redirect), path);
  return (
    <section
      aria-labelledby="at-the-provider"
      className="rounded-lg border border-line bg-surface p-3"
    >
      <h3 id="at-the-provider" className="font-semibold">
        {t("form.register")}
      </h3>
      <p className="text-ink-muted">{t("form.registerText")}</p>
      {link && (
        <p className="pt-1">
          <ExternalLink href={link}>
            {t(registration?.console_url ? "form.console" : "form.docs")}
          </ExternalLink>
        </p>
      )}
      <p className="pt-2 font-medium">{t("form.address")}</p>
      {registration && (
        <p className="text-sm text-ink-muted">{t(`form.rule.${registration.redirect_rule}`)}</p>
      )}
      {address ? (
        <div className="flex flex-wrap items-center gap-2 pt-1">
          <code className="min-w-0 flex-1 rounded-md bg-neutral-soft px-2 py-1 font-mono text-sm wrap-anywhere select-text">
            {address}
          </code>
          <CopyButton size="sm" text={address} label={t("form.copyAddress")} />
        </div>
      ) : (
        <p className="text-sm text-ink-muted">{t("form.addressMissing")}</p>
      )}
    </section>
  );
}

function RedirectFields({ draft, registration, problems, told, onChange }: Props) {
  const { t } = useTranslation("oauth");
  const { redirect } = draft;
  const usual = registration && (registration.redirect?.kind ?? "address");
  const set = (change: Partial<TypedRedirect>) =>
    onChange({ redirect: { ...redirect, ...change } });
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        label={t("form.redirect")}
        value={redirect.kind}
        onValueChange={(kind) => set({ kind })}
        error={told.get("/redirect")}
        options={REDIRECT_KINDS.map((value) => ({
          value,
          label: t(`form.kind.${value}.label`),
          description: [value === usual && t("form.usual"), t(`form.kind.${value}.text`)]
            .filter(Boolean)
            .join(" "),
        }))}
      />
      {redirect.kind.endsWith("port") && (
        <div data-pointer="port">
          <TextField
            label={t("form.port")}
            inputMode="numeric"
            className="w-32"
            value={redirect.port}
            onValueChange={(port) => set({ port })}
            error={problems.includes("port") ? t("form.portWrong") : told.get("/redirect/port")}
          />
        </div>
      )}
      {redirect.kind === "address" && (
        <div data-pointer="address">
          <TextField
            label={t("form.httpsAddress")}
            placeholder="https://"
            value={redirect.address}
            onValueChange={(address) => set({ address })}
            error={
              problems.includes("address")
                ? t("form.httpsAddressWrong")
                : told.get("/redirect/address")
            }
          />
        </div>
      )}
    </div>
  );
}

function MoreFields({ draft, schema, problems, told, app, onChange }: Props) {
  const { t } = useTranslation("oauth");
  const opened =
    Boolean(app?.test_mode || app?.secret_expires_at) || problems.includes("secretEnds");
  const fieldErrors = useMemo(() => errorsOfFields(told), [told]);
  return (
    <Disclosure label={t("form.more")} defaultOpen={opened || hasFields(schema)}>
      <div className="flex flex-col gap-4">
        <div data-pointer="name">
          <TextField
            label={t("form.name")}
            help={t(app ? "form.nameSeen" : "form.nameHelp")}
            optional={!app}
            maxLength={200}
            value={draft.name}
            onValueChange={(name) => onChange({ name })}
            error={problems.includes("name") ? t("form.nameMissing") : told.get("/name")}
          />
        </div>
        {hasFields(schema) && (
          <Suspense fallback={<Loading rows={1} />}>
            <SchemaForm
              schema={schema}
              values={draft.fields}
              errors={fieldErrors}
              onChange={(fields) => onChange({ fields })}
            />
          </Suspense>
        )}
        <div data-pointer="secretEnds">
          <TextField
            placeholder={t("form.datePlaceholder")}
            label={t("form.secretEnds")}
            help={t("form.secretEndsHelp")}
            optional
            className="w-64 max-w-full"
            value={draft.secretEnds}
            onValueChange={(secretEnds) => onChange({ secretEnds })}
            error={
              problems.includes("secretEnds") ? t("form.dateWrong") : told.get("/secret_expires_at")
            }
          />
        </div>
        <Checkbox
          label={t("form.testMode")}
          help={t("form.testModeHelp")}
          checked={draft.testMode}
          onCheckedChange={(testMode) => onChange({ testMode })}
        />
      </div>
    </Disclosure>
  );
}

/** `/fields/token_url` as the schema's form has it: `/token_url`. */
function errorsOfFields(told: ReadonlyMap<string, string>): ReadonlyMap<string, string[]> {
  const own = [...told].filter(([pointer]) => pointer.startsWith(FIELDS));
  return new Map(own.map(([pointer, text]) => [pointer.slice(FIELDS.length - 1), [text]]));
}
