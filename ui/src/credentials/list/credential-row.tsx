/** One row: name, where it leads, how it stands, how old the proof is, where it is used. */
import { EllipsisVertical } from "lucide-react";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatRelative, RelativeTime, StatusBadge, Truncate } from "../../kit";
import type { CredentialView } from "../../protocol";

interface Props {
  credential: CredentialView;
  onMenu: (event: MouseEvent<HTMLElement>) => void;
}

export function CredentialRow({ credential, onMenu }: Props) {
  const { t } = useTranslation("credentials");
  const { name, state, proof, used_by, archived_at } = credential;
  const where = credential.target ?? credential.account ?? "";
  return (
    <div className="@container flex w-full min-w-0 items-center gap-3 ps-3 pe-1">
      <div className="min-w-0 flex-1">
        {/* A name of another direction still begins where the others begin. */}
        <div className="flex min-w-0">
          <bdi className="min-w-0">
            <Truncate text={name} cut="middle" className="font-medium text-ink" />
          </bdi>
        </div>
        <div className="flex min-w-0 gap-2 text-sm text-ink-muted">
          {where && <Truncate text={where} cut="middle" className="@max-xs:hidden" />}
          {where && used_by.flows > 0 && (
            <span aria-hidden="true" className="@max-xs:hidden">
              ·
            </span>
          )}
          {used_by.flows > 0 && (
            <span className="shrink-0">
              <span className="@max-md:hidden">{t("list.usedBy", { count: used_by.flows })}</span>
              <span className="@md:hidden">{t("list.flows", { count: used_by.flows })}</span>
            </span>
          )}
        </div>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-0.5">
        <StatusBadge state={state} />
        <span className="text-xs text-ink-muted">
          {archived_at ? (
            <RelativeTime at={archived_at} />
          ) : proof ? (
            <RelativeTime at={proof.verified_at} />
          ) : (
            t("list.neverVerified")
          )}
        </span>
      </div>
      <span
        aria-hidden="true"
        className="flex size-7 shrink-0 items-center justify-center rounded-md text-ink-faint hover:bg-pressed hover:text-ink"
        onClick={onMenu}
      >
        <EllipsisVertical className="size-4" />
      </span>
    </div>
  );
}

/** The row in words, for screen readers and type-ahead: the name comes first. */
export function useRowLabel(): (credential: CredentialView) => string {
  const { t, i18n } = useTranslation(["credentials", "kit"]);
  return (credential) => {
    const { name, state, proof, used_by, target, account } = credential;
    const verified = proof
      ? t("credentials:list.verified", {
          when: formatRelative(proof.verified_at, Date.now(), i18n.language),
        })
      : t("credentials:list.neverVerified");
    const used = used_by.flows > 0 ? t("credentials:list.usedBy", { count: used_by.flows }) : null;
    return [name, t(`kit:state.${state}`), target ?? account, used, verified]
      .filter(Boolean)
      .join(", ");
  };
}
