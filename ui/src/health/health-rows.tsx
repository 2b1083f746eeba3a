/** The list of Health: a line for each credential under its state, and the menu of the chosen one. */
import { KeyRound, Pause, Play, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ContextMenu, type MenuItem, VirtualList } from "../kit";
import { useConnectorNames } from "../platform";
import type { HealthRow } from "../protocol";
import { COLUMN, HealthLine, rowWords } from "./health-row";
import { groupOf } from "./order";
import { canVerify, remedyOf } from "./remedy";
import type { HealthActions } from "./use-health-actions";

interface RowsProps {
  rows: readonly HealthRow[];
  total: number;
  selected: HealthRow | undefined;
  actions: HealthActions;
  onSelect(id: string): void;
  onReachEnd(): void;
}

export function HealthRows(props: RowsProps) {
  const { t, i18n } = useTranslation(["health", "kit"]);
  const { rows, selected, actions, onSelect } = props;
  const menu = useRowMenu(selected, actions);
  const nameOf = useConnectorNames();
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <ColumnHeads />
      <ContextMenu items={menu}>
        <div className="flex min-h-0 flex-1 flex-col">
          <VirtualList
            label={t("health:list")}
            items={rows}
            total={props.total}
            rowKey={(row) => row.id}
            rowLabel={(row) => rowWords(t, row, nameOf(row.connector), i18n.language)}
            headingOf={(row, previous) => {
              const group = groupOf(row);
              if (previous && groupOf(previous) === group) return undefined;
              return t(group === "paused" ? "health:row.paused" : `kit:state.${group}`);
            }}
            activeKey={selected?.id}
            selectedKeys={new Set(selected ? [selected.id] : [])}
            onActiveChange={(row) => onSelect(row.id)}
            onReachEnd={props.onReachEnd}
            onActivate={(row) => onSelect(row.id)}
            renderRow={(row) => <HealthLine row={row} connector={nameOf(row.connector)} />}
            className="pt-1"
          />
        </div>
      </ContextMenu>
    </div>
  );
}

/** What the columns are. For the eye: each row says it in its sentence. */
function ColumnHeads() {
  const { t } = useTranslation("health");
  return (
    <div
      aria-hidden="true"
      className="flex shrink-0 items-center gap-3 border-b border-line px-4 py-1.5 text-sm text-ink-muted @max-2xl:hidden"
    >
      <span className="min-w-0 flex-1 ps-8">{t("column.credential")}</span>
      <span className={COLUMN.state}>{t("column.state")}</span>
      <span className={COLUMN.since}>{t("column.since")}</span>
      <span className={COLUMN.success}>{t("column.success")}</span>
      <span className={COLUMN.next}>{t("column.next")}</span>
      <span className={COLUMN.flows}>{t("column.flows")}</span>
    </div>
  );
}

function useRowMenu(row: HealthRow | undefined, actions: HealthActions): MenuItem[] {
  const { t } = useTranslation("health");
  if (!row) return [];
  const verify: MenuItem = {
    id: "verify",
    icon: ShieldCheck,
    label: t("action.verify"),
    keys: "Mod+R",
    onSelect: () => actions.verify(row),
  };
  const reconnect: MenuItem = {
    id: "reconnect",
    icon: KeyRound,
    label: t("action.reconnect"),
    onSelect: () => actions.reconnect(row),
  };
  const pause: MenuItem = {
    id: "pause",
    icon: row.paused ? Play : Pause,
    label: t(row.paused ? "action.resume" : "action.pause"),
    onSelect: () => (row.paused ? actions.resume(row) : actions.pause(row)),
  };
  return [
    ...(canVerify(row.state) ? [verify] : []),
    ...(remedyOf(row) === "reconnect" || row.signs_in ? [reconnect] : []),
    pause,
  ];
}
