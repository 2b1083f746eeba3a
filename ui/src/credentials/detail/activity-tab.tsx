/** The recorded entries about one credential. Fields are named, never their secret values. */
import { useTranslation } from "react-i18next";
import { actionWords } from "../../activity/words";
import { Badge, Button, ErrorState, Loading, RelativeTime } from "../../kit";
import { usePagedOperation } from "../../platform";
import type { ActivityEntry, ActivityOutcome } from "../../protocol";

const TONE: Record<ActivityOutcome, "neutral" | "warn" | "bad"> = {
  done: "neutral",
  refused: "warn",
  failed: "bad",
};

export function ActivityTab({ credentialId }: { credentialId: string }) {
  const { t } = useTranslation("credentials");
  const { items, query, error } = usePagedOperation("activity.list", {
    object: credentialId,
    limit: 50,
  });
  if (query.isPending) return <Loading rows={4} className="p-4" />;
  if (error && items.length === 0)
    return <ErrorState failure={error} onRetry={() => void query.refetch()} />;
  if (items.length === 0) return <p className="px-4 py-4 text-ink-muted">{t("activity.none")}</p>;
  return (
    <div className="px-4 py-2">
      <ol className="flex flex-col">
        {items.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button
          size="sm"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("activity.more")}
        </Button>
      )}
    </div>
  );
}

function Entry({ entry }: { entry: ActivityEntry }) {
  const { t } = useTranslation(["activity", "credentials"]);
  const words = actionWords(t, entry.action);
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-line py-2 not-last:border-b">
      <span className="min-w-32 flex-1 font-medium">{words}</span>
      <span className="text-sm text-ink-muted wrap-anywhere">{entry.actor.user}</span>
      <Badge tone={TONE[entry.outcome]}>{t(`activity:outcome.${entry.outcome}`)}</Badge>
      <RelativeTime at={entry.at} className="text-sm text-ink-muted" />
    </li>
  );
}
