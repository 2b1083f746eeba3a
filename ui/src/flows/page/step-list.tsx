/** The steps in order. Moved with Alt+Up and Alt+Down or from the menu; never only by dragging. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConnectorPicker } from "../../credentials/editor/connector-picker";
import { mayBeUsed } from "../../credentials/parts/states";
import { announce, Button, Dialog, useToasts } from "../../kit";
import { usePlatform } from "../../platform";
import type { FlowDetail, FlowStep } from "../../protocol";
import {
  addStep,
  changeStep,
  freeStepId,
  moveStep,
  removeStep,
  suggestedActions,
} from "../parts/document";
import { StepCard } from "./step-card";
import { StepDialog } from "./step-dialog";
import type { FlowDraft } from "./use-flow-draft";

interface Props {
  draft: FlowDraft;
  stored: FlowDetail | null;
}

export function StepList({ draft, stored }: Props) {
  const { t } = useTranslation("flows");
  const toasts = useToasts();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<number | null>(null);
  const onlyUsable = useOnlyUsable();
  const { document, change } = draft;

  const add = async (connector: string) => {
    setAdding(false);
    const action = suggestedActions(connector)[0] ?? "request";
    const id = freeStepId(document.steps, connector);
    const credential = await onlyUsable(connector);
    const step: FlowStep = { id, connector, action, ...(credential ? { credential } : {}) };
    change((before) => addStep(before, step));
    setEditing(document.steps.length);
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= document.steps.length) return;
    const { id } = document.steps[from] as FlowStep;
    change((before) => moveStep(before, from, to));
    announce(
      t("step.moved", { step: id, position: to + 1, total: document.steps.length }),
      "polite",
    );
    focusStep(id);
  };
  const remove = (index: number) => {
    const before = document;
    const { id } = document.steps[index] as FlowStep;
    change(removeStep(document, index));
    toasts.show({
      title: t("step.removed", { step: id }),
      action: { label: t("undo"), onClick: () => change(before) },
    });
  };
  return (
    <div className="flex flex-col gap-3 py-4">
      {document.steps.length === 0 && <p className="text-ink-muted">{t("step.none")}</p>}
      <ol aria-label={t("tab.steps")} className="flex flex-col gap-2">
        {document.steps.map((step, index) => (
          <StepCard
            key={step.id}
            step={step}
            index={index}
            total={document.steps.length}
            view={stored?.steps.find((one) => one.id === step.id)}
            onMove={(to) => move(index, to)}
            onEdit={() => setEditing(index)}
            onRemove={() => remove(index)}
            onCredential={(credential) =>
              change((before) => changeStep(before, index, { credential }))
            }
          />
        ))}
      </ol>
      <div>
        <Button icon={Plus} onClick={() => setAdding(true)}>
          {t("step.add")}
        </Button>
      </div>
      {adding && (
        <Dialog
          open
          tall
          onOpenChange={(open) => !open && setAdding(false)}
          title={t("step.addTitle")}
        >
          <ConnectorPicker onChoose={(id) => void add(id)} />
        </Dialog>
      )}
      {editing !== null && document.steps[editing] && (
        <StepDialog
          steps={document.steps}
          index={editing}
          onClose={() => setEditing(null)}
          onChange={(next) => {
            change((before) => changeStep(before, editing, next));
            setEditing(null);
          }}
        />
      )}
    </div>
  );
}

/** Keeps the keyboard on the step that was moved. */
function focusStep(id: string): void {
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"] [data-step-focus]`)
      ?.focus(),
  );
}

/** The id of a connector's only usable credential. Between several a person decides. */
function useOnlyUsable() {
  const platform = usePlatform();
  return async (connector: string): Promise<string | null> => {
    const page = await platform.call("credential.list", { connector, limit: 2 }).catch(() => null);
    const [first] = page?.items ?? [];
    return page?.total === 1 && first && mayBeUsed(first.state) ? first.id : null;
  };
}
