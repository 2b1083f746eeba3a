/** Turns a flow on or off. The state stands beside it as a word: Active, Paused or Draft. */
import { Switch as Base } from "@base-ui/react/switch";
import { useTranslation } from "react-i18next";
import type { FlowSummary } from "../../protocol";

interface Props {
  flow: FlowSummary;
  busy: boolean;
  onChange: (active: boolean) => void;
}

export function FlowSwitch({ flow, busy, onChange }: Props) {
  const { t } = useTranslation("flows");
  const active = flow.status === "active";
  return (
    <span className="inline-flex items-center gap-2">
      <Base.Root
        checked={active}
        onCheckedChange={(next) => !busy && onChange(next)}
        aria-label={t("switch.label", { name: flow.name })}
        aria-busy={busy || undefined}
        className="forced-border flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-neutral-soft p-0.5 data-checked:border-accent data-checked:bg-accent"
      >
        <Base.Thumb className="forced-border size-4 rounded-full bg-line-strong transition-transform data-checked:translate-x-4 data-checked:bg-on-accent rtl:data-checked:-translate-x-4" />
      </Base.Root>
      <span className="w-14">{t(`status.${flow.status}`)}</span>
    </span>
  );
}
