/** The flows as a table: each row one flow, its state switchable in place. */
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, MonogramTile, RelativeTime, TextLink } from "../../kit";
import { useOperation } from "../../platform";
import type { FlowSummary } from "../../protocol";
import { FlowSwitch } from "../parts/flow-switch";
import { ProblemsBanner } from "../parts/problems-banner";
import { useFlowStatus } from "../parts/use-flow-status";

export function FlowRows({ flows }: { flows: FlowSummary[] }) {
  const { t } = useTranslation("flows");
  const connectors = useOperation("connector.list", {});
  const names = new Map(connectors.data?.items.map(({ id, name }) => [id, name]));
  const head = "px-3 py-1.5 text-start text-sm font-medium text-ink-muted";
  return (
    <div className="overflow-x-auto rounded-lg border border-line">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line">
            <th className={head}>{t("column.name")}</th>
            <th className={head}>{t("column.status")}</th>
            <th className={head}>{t("column.connectors")}</th>
            <th className={head}>{t("column.problems")}</th>
            <th className={`${head} text-end`}>{t("column.updated")}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow key={flow.id} flow={flow} names={names} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FlowRow({ flow, names }: { flow: FlowSummary; names: Map<string, string> }) {
  const { t } = useTranslation("flows");
  const { activate, pause, busy, problems, forgetProblems } = useFlowStatus();
  const connectors = [...new Set(flow.connectors)];
  const cell = "px-3 py-2 align-middle";
  return (
    <>
      <tr className="h-12 border-line not-last:border-b hover:bg-hover">
        <th scope="row" className={`${cell} max-w-80 min-w-44 text-start font-normal`}>
          <TextLink
            to="/flows/$flowId"
            params={{ flowId: flow.id }}
            className="font-medium text-ink no-underline wrap-anywhere hover:underline"
          >
            {flow.name}
          </TextLink>
        </th>
        <td className={cell}>
          <FlowSwitch
            flow={flow}
            busy={busy}
            onChange={(on) => (on ? activate(flow) : pause(flow))}
          />
        </td>
        <td className={cell}>
          <ul className="flex flex-wrap items-center gap-1">
            {connectors.slice(0, 5).map((id) => (
              <li key={id} title={names.get(id) ?? id} className="flex">
                <MonogramTile id={id} name={names.get(id) ?? id} size={20} />
                <span className="sr-only">{names.get(id) ?? id}</span>
              </li>
            ))}
            {connectors.length > 5 && (
              <li className="text-sm text-ink-muted">
                {t("list.moreConnectors", { count: connectors.length - 5 })}
              </li>
            )}
          </ul>
        </td>
        <td className={cell}>
          {flow.problems > 0 ? (
            <Badge tone="warn" icon={TriangleAlert}>
              {t("list.problems", { count: flow.problems })}
            </Badge>
          ) : (
            <span className="text-ink-muted">{t("list.noProblems")}</span>
          )}
        </td>
        <td className={`${cell} text-end whitespace-nowrap text-ink-muted`}>
          <RelativeTime at={flow.updated_at} />
        </td>
      </tr>
      {problems && (
        <tr className="border-b border-line">
          <td colSpan={5} className="px-3 pb-3">
            <ProblemsBanner
              name={flow.name}
              problems={problems}
              onClose={forgetProblems}
              flowId={flow.id}
            />
          </td>
        </tr>
      )}
    </>
  );
}
