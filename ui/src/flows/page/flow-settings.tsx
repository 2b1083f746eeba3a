/** A flow's name and what starts it. */
import { useTranslation } from "react-i18next";
import { RadioCards, TextField } from "../../kit";
import type { FlowDocument } from "../../protocol";
import type { FlowDraft } from "./use-flow-draft";

type Trigger = NonNullable<FlowDocument["trigger"]>;
type TriggerType = Trigger["type"];

const TYPES: TriggerType[] = ["manual", "schedule", "webhook"];

export function FlowSettings({ draft }: { draft: FlowDraft }) {
  const { t } = useTranslation("flows");
  const { document, change } = draft;
  const trigger: Trigger = document.trigger ?? { type: "manual" };
  const put = (next: Trigger) => change((before) => ({ ...before, trigger: next }));
  return (
    <div className="flex max-w-140 flex-col gap-5 py-4">
      <TextField
        label={t("settings.name")}
        required
        maxLength={200}
        value={document.name}
        error={draft.nameMissing ? t("settings.nameMissing") : undefined}
        onValueChange={(name) => change((before) => ({ ...before, name }))}
      />
      <RadioCards
        label={t("settings.trigger")}
        help={t("settings.triggerHelp")}
        value={trigger.type}
        onValueChange={(type: TriggerType) =>
          put(type === "schedule" ? { type, cron: "0 6 * * *" } : { type })
        }
        options={TYPES.map((value) => ({
          value,
          label: t(`settings.triggers.${value}.label`),
          description: t(`settings.triggers.${value}.text`),
        }))}
      />
      {trigger.type === "schedule" && (
        <>
          <TextField
            label={t("settings.cron")}
            help={t("settings.cronHelp")}
            required
            monospace
            value={trigger.cron}
            onValueChange={(cron) => put({ ...trigger, cron })}
          />
          <TextField
            label={t("settings.timeZone")}
            help={t("settings.timeZoneHelp")}
            optional
            value={trigger.time_zone ?? ""}
            placeholder="UTC"
            onValueChange={(zone) =>
              put({ type: "schedule", cron: trigger.cron, ...(zone ? { time_zone: zone } : {}) })
            }
          />
        </>
      )}
    </div>
  );
}
