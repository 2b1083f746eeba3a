/** The versions of a flow, newest first. */
import { useTranslation } from "react-i18next";
import { Badge, formatDateTime } from "../../kit";
import type { FlowDetail } from "../../protocol";

export function Versions({ detail }: { detail: FlowDetail }) {
  const { t, i18n } = useTranslation("flows");
  const { active_version, status } = detail.flow;
  return (
    <ol className="flex max-w-140 flex-col py-3">
      {detail.versions.map(({ version, created_at }) => (
        <li
          key={version}
          className="flex min-h-9 flex-wrap items-center gap-3 border-line px-1 not-last:border-b"
        >
          <span className="min-w-24 font-medium">{t("flow.version", { version })}</span>
          <span className="flex-1 text-ink-muted">{formatDateTime(created_at, i18n.language)}</span>
          {status === "active" && version === active_version && (
            <Badge tone="good">{t("status.active")}</Badge>
          )}
        </li>
      ))}
    </ol>
  );
}
