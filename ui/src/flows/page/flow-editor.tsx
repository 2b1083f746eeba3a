/** A flow being looked at and edited. What was typed stays until it is saved or discarded. */
import { EllipsisVertical, FileDown, Pause, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChangedBar } from "../../credentials/parts/changed-bar";
import { Badge, Breadcrumb, Button, IconButton, Menu, PageBody, PageHeader, Tabs } from "../../kit";
import { usePlatform } from "../../platform";
import type { FlowDetail, FlowStatus } from "../../protocol";
import { ProblemsBanner } from "../parts/problems-banner";
import { SaveFailure } from "../parts/save-failure";
import { useFlowStatus } from "../parts/use-flow-status";
import { DeleteFlow } from "./delete-flow";
import { FlowSettings } from "./flow-settings";
import { StepList } from "./step-list";
import { type FlowDraft, useFlowDraft } from "./use-flow-draft";
import { Versions } from "./versions";

interface Props {
  stored: FlowDetail | null;
  onReload: () => Promise<FlowDetail | undefined>;
  onCreated: (flowId: string) => void;
  onLeave: () => void;
}

type TabId = "steps" | "settings" | "versions";

export function FlowEditor(props: Props) {
  const { stored } = props;
  const { t } = useTranslation("flows");
  const draft = useFlowDraft(props);
  const status = useFlowStatus();
  const [tab, setTab] = useState<TabId>(stored ? "steps" : "settings");
  const [deleting, setDeleting] = useState(false);
  const flow = stored?.flow;
  const goToStep = (step: string) => {
    setTab("steps");
    requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>(`[data-step="${CSS.escape(step)}"] [data-step-focus]`)
        ?.focus(),
    );
  };
  const tabs = [
    {
      value: "steps" as const,
      label: t("tab.steps"),
      count: draft.document.steps.length,
      content: <StepList draft={draft} stored={stored} />,
    },
    {
      value: "settings" as const,
      label: t("tab.settings"),
      content: <FlowSettings draft={draft} />,
    },
    ...(stored
      ? [
          {
            value: "versions" as const,
            label: t("tab.versions"),
            content: <Versions detail={stored} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={draft.document.name || t("flow.new")}
        section={t("page.title")}
        breadcrumb={<Breadcrumb items={[{ label: t("page.title"), to: "/flows" }]} />}
        badge={flow && <StatusWord status={flow.status} />}
        scope={<Scope stored={stored} dirty={draft.dirty} />}
        actions={
          <Actions {...props} draft={draft} status={status} onDelete={() => setDeleting(true)} />
        }
      />
      <PageBody>
        <div className="flex flex-col gap-3 empty:hidden *:last:mb-3">
          {draft.changedElsewhere && (
            <ChangedBar onReload={() => void draft.reload()} onKeep={draft.keepMine} />
          )}
          {draft.failure && <SaveFailure failure={draft.failure} />}
          {status.problems && flow && (
            <ProblemsBanner
              name={flow.name}
              flowId={flow.id}
              problems={status.problems}
              connectorOf={(step) => stored?.steps.find(({ id }) => id === step)?.connector}
              onStep={goToStep}
              onClose={status.forgetProblems}
            />
          )}
        </div>
        <Tabs
          label={t("flow.tabs")}
          value={tab}
          onValueChange={(next) => setTab(next as TabId)}
          tabs={tabs}
        />
      </PageBody>
      {deleting && flow && (
        <DeleteFlow flow={flow} onClose={() => setDeleting(false)} onDeleted={props.onLeave} />
      )}
    </>
  );
}

function StatusWord({ status }: { status: FlowStatus }) {
  const { t } = useTranslation("flows");
  return <Badge tone={status === "active" ? "good" : "neutral"}>{t(`status.${status}`)}</Badge>;
}

/** Which version is on screen, and whether another one is active. */
function Scope({ stored, dirty }: { stored: FlowDetail | null; dirty: boolean }) {
  const { t } = useTranslation("flows");
  if (!stored) return t("flow.notSaved");
  const { version, active_version, status } = stored.flow;
  const behind = status === "active" && active_version != null && active_version < version;
  return [
    t("flow.version", { version }),
    behind ? t("flow.activeVersion", { version: active_version }) : null,
    dirty ? t("flow.unsaved") : null,
  ]
    .filter(Boolean)
    .join(" · ");
}

interface ActionsProps extends Props {
  draft: FlowDraft;
  status: ReturnType<typeof useFlowStatus>;
  onDelete: () => void;
}

function Actions({ stored, draft, status, onDelete }: ActionsProps) {
  const { t } = useTranslation("flows");
  const platform = usePlatform();
  const flow = stored?.flow;
  const active = flow?.status === "active";
  const behind = active && flow.active_version != null && flow.active_version < flow.version;
  const exportJson = () => {
    const text = `${JSON.stringify(draft.document, null, 2)}\n`;
    void platform.saveTextFile(`${draft.document.name || "flow"}.json`, text, "application/json");
  };
  const unsaved = draft.dirty ? t("flow.saveFirst") : undefined;
  return (
    <>
      {(draft.dirty || !stored) && (
        <Button
          variant="primary"
          keys="Mod+S"
          busy={draft.saving}
          onClick={() => void draft.save()}
        >
          {t("flow.save")}
        </Button>
      )}
      {draft.dirty && stored && <Button onClick={draft.discard}>{t("flow.discard")}</Button>}
      {flow && (!active || behind) && (
        <Button
          variant={draft.dirty ? "secondary" : "primary"}
          icon={Play}
          busy={status.busy}
          disabledReason={unsaved}
          onClick={() => status.activate(flow)}
        >
          {t(behind ? "flow.activateNewest" : "flow.activate")}
        </Button>
      )}
      {flow && active && (
        <Button icon={Pause} busy={status.busy} onClick={() => status.pause(flow)}>
          {t("flow.pause")}
        </Button>
      )}
      {flow && (
        <Menu
          trigger={<IconButton icon={EllipsisVertical} label={t("flow.more")} />}
          items={[
            { id: "export", icon: FileDown, label: t("flow.export"), onSelect: exportJson },
            { separator: true },
            {
              id: "delete",
              icon: Trash2,
              label: t("flow.delete"),
              danger: true,
              onSelect: onDelete,
            },
          ]}
        />
      )}
    </>
  );
}
