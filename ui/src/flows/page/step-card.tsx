/** One step: number, connector, action, credential; what is wrong with it; and its menu. */
import {
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  EllipsisVertical,
  Pencil,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { ended, IconButton, Menu, MonogramTile } from "../../kit";
import { useOperation } from "../../platform";
import type { FlowStep, StepView } from "../../protocol";
import { CredentialPicker } from "./credential-picker";

interface Props {
  step: FlowStep;
  index: number;
  total: number;
  /** How it stood when the flow was read; absent while it is new. */
  view: StepView | undefined;
  onMove: (to: number) => void;
  onEdit: () => void;
  onRemove: () => void;
  onCredential: (credentialId: string | null) => void;
}

export function StepCard(props: Props) {
  const { step, index, view } = props;
  const connector = useOperation("connector.show", { id: step.connector });
  const name = view?.connector_name ?? connector.data?.name ?? step.connector;
  const untouched =
    (view?.credential?.id ?? null) === (step.credential ?? null) ||
    view?.credential?.name === step.credential;
  const problem = untouched ? view?.problem : undefined;
  const pressed = (event: KeyboardEvent) => {
    // In the picker Alt+Down opens the list, as everywhere.
    if (event.target instanceof HTMLInputElement) return;
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    props.onMove(index + by);
  };
  return (
    <li
      data-step={step.id}
      onKeyDown={pressed}
      className="forced-border rounded-lg border border-line bg-surface p-3"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <span className="mt-1 w-5 shrink-0 text-end text-ink-muted tabular-nums">{index + 1}</span>
        <MonogramTile id={step.connector} name={name} size={28} />
        <button
          type="button"
          data-step-focus=""
          onClick={props.onEdit}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          className="-my-1 min-h-9 min-w-40 flex-1 rounded-md px-1 text-start hover:bg-hover"
        >
          <span className="block font-medium wrap-anywhere">
            {name} <span className="font-normal text-ink-muted">{step.action}</span>
          </span>
          <code className="block font-mono text-sm text-ink-muted wrap-anywhere">{step.id}</code>
        </button>
        <div className="min-w-0 flex-[2] basis-60">
          <CredentialPicker
            connector={step.connector}
            step={step.id}
            value={step.credential ?? null}
            onChange={props.onCredential}
          />
        </div>
        <StepMenu {...props} />
      </div>
      {problem && (
        <p className="mt-2 flex items-start gap-1.5 ps-8 text-warn">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <span className="wrap-anywhere">
            {ended(problem.message)} <span className="text-ink-muted">{problem.hint}</span>
          </span>
        </p>
      )}
    </li>
  );
}

function StepMenu({ step, index, total, onMove, onEdit, onRemove }: Props) {
  const { t } = useTranslation("flows");
  const first = index === 0 ? t("step.isFirst") : undefined;
  const last = index === total - 1 ? t("step.isLast") : undefined;
  const move = (
    id: string,
    icon: typeof ArrowUp,
    to: number,
    reason: string | undefined,
    keys?: string,
  ) => ({
    id,
    icon,
    label: t(`step.move.${id}` as "step.move.up"),
    disabledReason: reason,
    ...(keys ? { keys } : {}),
    onSelect: () => onMove(to),
  });
  return (
    <Menu
      trigger={<IconButton icon={EllipsisVertical} label={t("step.moreFor", { step: step.id })} />}
      items={[
        { id: "edit", icon: Pencil, label: t("step.edit"), onSelect: onEdit },
        { separator: true },
        move("up", ArrowUp, index - 1, first, "Alt+ArrowUp"),
        move("down", ArrowDown, index + 1, last, "Alt+ArrowDown"),
        move("top", ArrowUpToLine, 0, first),
        move("bottom", ArrowDownToLine, total - 1, last),
        { separator: true },
        { id: "remove", icon: Trash2, label: t("step.remove"), danger: true, onSelect: onRemove },
      ]}
    />
  );
}
