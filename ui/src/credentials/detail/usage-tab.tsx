/** Where a credential is used: flows with their steps and state, and programs. */
import { useTranslation } from "react-i18next";
import { Badge, ErrorState, Loading, TextLink } from "../../kit";
import { useOperation } from "../../platform";

export function UsageTab({ credentialId }: { credentialId: string }) {
  const { t } = useTranslation("credentials");
  const usage = useOperation("credential.usage", { credential: credentialId });
  if (usage.isPending) return <Loading rows={3} className="p-4" />;
  if (!usage.data) return <ErrorState failure={usage.error} onRetry={() => void usage.refetch()} />;
  const { flows, clients } = usage.data;
  if (flows.length === 0 && clients.length === 0) {
    return <p className="px-4 py-4 text-ink-muted">{t("usage.none")}</p>;
  }
  return (
    <ul className="flex flex-col px-4 py-2">
      {flows.map((flow) => (
        <li
          key={flow.id}
          className="flex flex-wrap items-center gap-x-3 border-line py-2 not-last:border-b"
        >
          <div className="min-w-40 flex-1">
            <TextLink
              to="/flows/$flowId"
              params={{ flowId: flow.id }}
              className="font-medium wrap-anywhere"
            >
              {flow.name}
            </TextLink>
            <p className="text-sm text-ink-muted wrap-anywhere">
              {t("usage.steps", { count: flow.steps.length, steps: flow.steps.join(", ") })}
            </p>
          </div>
          <Badge tone={flow.active ? "good" : "neutral"}>
            {t(flow.active ? "usage.active" : "usage.inactive")}
          </Badge>
        </li>
      ))}
      {clients.map((client) => (
        <li key={client} className="py-2 wrap-anywhere">
          {t("usage.client", { client })}
        </li>
      ))}
    </ul>
  );
}
