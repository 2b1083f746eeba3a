/** Before the browser: which way to sign in, under which name, with which OAuth app. */
import { ArrowLeft, Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { hasFields } from "../../credentials/form/sign-in-schemes";
import { Banner, Button, Loading, RadioCards, Select, TextField } from "../../kit";
import type { AuthScheme, ConnectorDetail, OAuthApp } from "../../protocol";
import { askedSchema, type SignInDraft } from "./draft";

const SchemaForm = lazy(async () => ({
  default: (await import("../../credentials/form/schema-form")).SchemaForm,
}));

const MOST_CARDS = 3;

interface AppChoiceProps {
  connector: ConnectorDetail;
  apps: readonly OAuthApp[];
  /** The chosen one; undefined while there is none. */
  app: OAuthApp | undefined;
  onChange(change: Partial<SignInDraft>): void;
  onAddApp(): void;
}

interface Props extends AppChoiceProps {
  scheme: AuthScheme;
  draft: SignInDraft;
  errors: ReadonlyMap<string, string[]>;
  onMethod?: ((auth: string) => void) | undefined;
  onBack?: (() => void) | undefined;
}

export function SignInForm(props: Props) {
  const { t } = useTranslation(["oauth", "credentials"]);
  const { connector, scheme, apps, draft, onChange } = props;
  const schema = askedSchema(scheme, props.app);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col items-start gap-1">
        {props.onBack && (
          <Button
            size="sm"
            variant="ghost"
            icon={ArrowLeft}
            className="-ms-2"
            onClick={props.onBack}
          >
            {t("credentials:add.back")}
          </Button>
        )}
        <p className="text-ink-muted">{t("oauth:signIn.intro", { connector: connector.name })}</p>
      </div>
      <TextField
        label={t("oauth:signIn.name")}
        help={t("oauth:signIn.nameHelp")}
        optional
        value={draft.name}
        placeholder={connector.suggested_name}
        maxLength={200}
        onValueChange={(name) => onChange({ name })}
        error={props.errors.get("name")?.join(" ")}
      />
      <Method {...props} />
      <AppChoice {...props} />
      {apps.length > 0 && hasFields(schema) && (
        <Suspense fallback={<Loading rows={2} />}>
          <SchemaForm
            schema={schema}
            values={draft.fields}
            errors={props.errors}
            onChange={(fields) => onChange({ fields })}
          />
        </Suspense>
      )}
    </div>
  );
}

function Method({ connector, scheme, onMethod }: Props) {
  const { t } = useTranslation("oauth");
  if (connector.auth.length < 2 || !onMethod) return null;
  const options = connector.auth.map(({ id, title }) => ({ value: id, label: title }));
  const shared = { label: t("signIn.method"), value: scheme.id, onValueChange: onMethod, options };
  return options.length <= MOST_CARDS ? <RadioCards {...shared} columns /> : <Select {...shared} />;
}

/** Which OAuth app signs in. */
export function AppChoice({ connector, apps, app, onChange, onAddApp }: AppChoiceProps) {
  const { t } = useTranslation("oauth");
  if (!app) {
    return (
      <Banner
        tone="warn"
        title={t("signIn.appNone", { connector: connector.name })}
        actions={
          <Button size="sm" variant="primary" icon={Plus} onClick={onAddApp}>
            {t("signIn.appAdd")}
          </Button>
        }
      >
        {t("signIn.appNoneText")}
      </Banner>
    );
  }
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Select
        label={t("signIn.app")}
        className="min-w-56 flex-1"
        value={app.id}
        onValueChange={(id) => onChange({ app: id })}
        options={apps.map(({ id, name, client_id }) => ({
          value: id,
          label: name,
          description: client_id,
        }))}
      />
      <Button icon={Plus} onClick={onAddApp}>
        {t("signIn.appAdd")}
      </Button>
    </div>
  );
}
