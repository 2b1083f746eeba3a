/** A step's name, action and input. The input is JSON, checked while it is typed. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { announce, Button, Dialog, TextArea, TextField } from "../../kit";
import type { FlowStep } from "../../protocol";
import { inputText, parseInput, stepProblems, suggestedActions } from "../parts/document";

interface Props {
  steps: readonly FlowStep[];
  index: number;
  onChange: (change: Partial<FlowStep>) => void;
  onClose: () => void;
}

export function StepDialog({ steps, index, onChange, onClose }: Props) {
  const { t } = useTranslation("flows");
  const step = steps[index] as FlowStep;
  const [id, setId] = useState(step.id);
  const [action, setAction] = useState(step.action);
  const [input, setInput] = useState(inputText(step.input));
  const [tried, setTried] = useState(false);
  const problems = stepProblems(steps, index, { id, action, input });
  const say = (key: keyof typeof problems) => {
    const problem = problems[key];
    return tried && problem ? t(`step.problem.${problem}`) : undefined;
  };
  const apply = () => {
    setTried(true);
    const count = Object.keys(problems).length;
    if (count > 0) return announce(t("step.needAttention", { count }), "assertive");
    const value = parseInput(input)?.value;
    onChange({ id, action: action.trim(), input: value === null ? undefined : value });
  };
  const list = `actions-${index}`;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("step.dialogTitle", { step: step.id })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" onClick={apply}>
            {t("step.apply")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          label={t("step.id")}
          help={t("step.idHelp")}
          required
          monospace
          value={id}
          error={say("id")}
          onValueChange={setId}
        />
        <div>
          <TextField
            label={t("step.action")}
            help={t("step.actionHelp")}
            required
            list={list}
            value={action}
            error={say("action")}
            onValueChange={setAction}
          />
          <datalist id={list}>
            {suggestedActions(step.connector).map((suggestion) => (
              <option key={suggestion} value={suggestion} />
            ))}
          </datalist>
        </div>
        <TextArea
          label={t("step.input")}
          help={t("step.inputHelp")}
          optional
          monospace
          rows={10}
          value={input}
          error={parseInput(input) ? undefined : t("step.problem.inputJson")}
          onValueChange={setInput}
        />
      </div>
    </Dialog>
  );
}
