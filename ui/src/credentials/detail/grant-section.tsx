/** What a browser sign-in left with a credential: the app, the scopes, when access ends and is renewed. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  Button,
  DataList,
  failureText,
  formatDateTime,
  RelativeTime,
  Section,
  TextLink,
  useToasts,
} from "../../kit";
import { useMutationOperation } from "../../platform";
import type { CredentialView, Grant } from "../../protocol";

export function GrantSection({ credential }: { credential: CredentialView }) {
  const { t } = useTranslation("oauth");
  const { grant } = credential;
  if (!grant) return null;
  return (
    <Section
      title={t("grant.title")}
      // Where a person has to sign in again, a renewal can only fail.
      actions={
        grant.refreshable &&
        credential.state !== "reauth_required" && <RenewButton credential={credential} />
      }
    >
      <Facts grant={grant} />
    </Section>
  );
}

function RenewButton({ credential }: { credential: CredentialView }) {
  const { t } = useTranslation("oauth");
  const toasts = useToasts();
  const renewing = useMutationOperation("credential.refresh");
  const { id, name } = credential;
  const renew = () =>
    renewing.mutate(
      { credential: id },
      {
        onSuccess: () => toasts.show({ tone: "good", title: t("grant.renewedNow", { name }) }),
        onError: (failure) => {
          const { title, hint } = failureText(t, failure);
          toasts.show({ tone: "bad", title, description: hint });
        },
      },
    );
  return (
    <Button size="sm" busy={renewing.isPending} onClick={renew}>
      {t("grant.renew")}
    </Button>
  );
}

function Facts({ grant }: { grant: Grant }) {
  const { t } = useTranslation("oauth");
  const missing = grant.missing_scopes;
  return (
    <DataList
      items={[
        {
          label: t("grant.app"),
          value: (
            <TextLink to="/settings" search={{ section: "oauthApps" }}>
              {grant.oauth_app}
            </TextLink>
          ),
        },
        { label: t("grant.scopes"), value: <Scopes scopes={grant.scopes} /> },
        ...(missing.length > 0
          ? [{ label: t("grant.missing"), value: <Scopes scopes={missing} /> }]
          : []),
        {
          label: t("grant.ends"),
          value: <Moment at={grant.expires_at} none={t("grant.endsUnknown")} />,
        },
        {
          label: t("grant.renewed"),
          value: <Moment at={grant.refreshed_at} none={t("grant.unknown")} />,
        },
        {
          label: t("grant.renews"),
          value: grant.refreshable ? (
            <Moment at={grant.refresh_at} none={t("grant.notPlanned")} />
          ) : (
            t("grant.never")
          ),
        },
      ]}
    />
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }): ReactNode {
  const { t } = useTranslation("oauth");
  if (scopes.length === 0) return t("grant.none");
  return <span className="font-mono text-sm">{scopes.join(" ")}</span>;
}

function Moment({ at, none }: { at: string | null | undefined; none: string }): ReactNode {
  const { i18n } = useTranslation("oauth");
  if (!at) return none;
  return (
    <>
      {formatDateTime(at, i18n.language)}{" "}
      <span className="text-ink-muted">
        (<RelativeTime at={at} />)
      </span>
    </>
  );
}
