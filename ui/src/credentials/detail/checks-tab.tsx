/** The dry runs of a credential, newest first, each with its stages. */
import { useTranslation } from "react-i18next";
import {
  Disclosure,
  ErrorState,
  formatDateTime,
  formatDuration,
  Loading,
  OutcomeBadge,
} from "../../kit";
import { useOperation } from "../../platform";
import type { ProofView } from "../../protocol";
import { toRow, totalMs } from "../checks/progress";
import { StageList } from "../checks/stage-list";

export function ChecksTab({ credentialId }: { credentialId: string }) {
  const { t } = useTranslation("credentials");
  const history = useOperation("credential.history", { credential: credentialId });
  if (history.isPending) return <Loading rows={4} className="p-4" />;
  if (!history.data)
    return <ErrorState failure={history.error} onRetry={() => void history.refetch()} />;
  const { items } = history.data;
  if (items.length === 0) return <p className="px-4 py-4 text-ink-muted">{t("checks.none")}</p>;
  return (
    <ol className="flex flex-col px-4 py-2">
      {items.map((proof) => (
        <Check key={proof.verified_at} proof={proof} />
      ))}
    </ol>
  );
}

function Check({ proof }: { proof: ProofView }) {
  const { t, i18n } = useTranslation("credentials");
  const rows = proof.stages.map(toRow);
  const failed = rows.find((row) => row.status === "failed");
  return (
    <li className="flex flex-col gap-0.5 border-line py-2 not-last:border-b">
      <div className="flex flex-wrap items-center gap-x-3">
        <OutcomeBadge outcome={proof.outcome} />
        <span className="flex-1">{formatDateTime(proof.verified_at, i18n.language)}</span>
        <span className="text-sm text-ink-muted tabular-nums">
          {formatDuration(totalMs(rows), i18n.language)}
        </span>
      </div>
      {failed && <p className="text-ink-muted wrap-anywhere">{failed.message}</p>}
      <Disclosure label={t("checks.stages", { count: rows.length })}>
        <StageList rows={rows} running={false} />
      </Disclosure>
    </li>
  );
}
