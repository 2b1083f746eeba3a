import { CircleCheck, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { announce, Badge } from "../../kit";
import type { CredentialView } from "../../protocol";

/** It worked: as whom, and what was granted of what was asked. */
export function SignedIn(props: { credential: CredentialView; again: boolean }) {
  const { t } = useTranslation("oauth");
  const { name, account } = props.credential;
  const title = account ? t("signIn.done", { account }) : t("signIn.doneUnknown");
  useEffect(() => announce(title), [title]);
  return (
    <section
      aria-label={t("signIn.region")}
      className="flex flex-col gap-3 rounded-lg border border-good/30 bg-good-soft p-4"
    >
      <div className="flex items-start gap-2.5">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" />
        <div className="min-w-0 wrap-anywhere">
          <h3 className="font-semibold">{title}</h3>
          <p className="text-ink-muted">
            {props.again
              ? [t("signIn.reconnected", { name }), t("signIn.reconnectedText")].join(". ")
              : t("signIn.saved", { name })}
          </p>
        </div>
      </div>
      <Scopes credential={props.credential} />
    </section>
  );
}

function Scopes({ credential }: { credential: CredentialView }) {
  const { t } = useTranslation("oauth");
  const { scopes = [], missing_scopes: missing = [] } = credential.grant ?? {};
  if (scopes.length + missing.length === 0) {
    return <p className="text-ink-muted">{t("signIn.noScopes")}</p>;
  }
  return (
    <div className="flex flex-col gap-2">
      <ScopeList title={t("signIn.granted")} scopes={scopes} />
      {missing.length === 0 ? (
        <p className="text-sm text-ink-muted">{t("signIn.allGranted")}</p>
      ) : (
        <>
          <ScopeList title={t("signIn.missing")} scopes={missing} missing />
          <p className="flex items-start gap-1.5 text-sm text-warn">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
            {t("signIn.missingText")}
          </p>
        </>
      )}
    </div>
  );
}

function ScopeList(props: { title: string; scopes: readonly string[]; missing?: boolean }) {
  return (
    <div>
      <h4 className="text-sm font-medium">{props.title}</h4>
      <ul className="flex flex-wrap gap-1.5 pt-1">
        {props.scopes.map((scope) => (
          <li key={scope} className="max-w-full">
            <Badge
              tone={props.missing ? "warn" : "neutral"}
              className="max-w-full bg-surface font-mono whitespace-normal wrap-anywhere"
            >
              {scope}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
