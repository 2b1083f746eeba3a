import { Link } from "@tanstack/react-router";
import { Lock, PanelLeft, Search, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge, cx, IconButton, isMac, KeyHint, Tooltip } from "../kit";
import { ariaKeys } from "../kit/keys";
import { useMutationOperation, useOperation } from "../platform";
import { useDialogs } from "./dialogs";
import { SECTIONS, type SectionEntry } from "./sections";

interface SidebarProps {
  collapsed: boolean;
  onToggle(): void;
}

/** What stands in the sidebar: where one can go, and the lock. Collapsed it shows icons with tooltips. */
export function Sidebar(props: SidebarProps) {
  const { collapsed } = props;
  const { t } = useTranslation("shell");
  const place = (wanted: SectionEntry["place"]) =>
    SECTIONS.filter((section) => section.place === wanted).map((section) => (
      <SectionLink key={section.id} section={section} collapsed={collapsed} />
    ));
  return (
    <div className="hairline-scroll flex h-full min-w-0 flex-1 flex-col overflow-x-hidden overflow-y-auto bg-sidebar p-2">
      <div className={cx("mb-2 flex items-center gap-2", collapsed ? "flex-col" : "ps-2")}>
        <img src="/favicon.svg" alt="" className="size-5 shrink-0" />
        {!collapsed && <span className="truncate font-semibold">{t("app")}</span>}
        <DemoBadge collapsed={collapsed} />
        <IconButton
          icon={PanelLeft}
          label={collapsed ? t("expandSidebar") : t("collapseSidebar")}
          keys="Mod+B"
          onClick={props.onToggle}
          className={collapsed ? "" : "ms-auto"}
        />
      </div>
      <PaletteButton collapsed={collapsed} />
      <ul className="flex flex-col gap-0.5">{place("top")}</ul>
      <ul className="mt-auto flex flex-col gap-0.5 border-t border-line pt-2">
        {place("bottom")}
        <LockButton collapsed={collapsed} />
      </ul>
    </div>
  );
}

/** Says on every screen that these are not one's own credentials. */
function DemoBadge({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation("shell");
  const { data: vault } = useOperation("vault.status", {});
  if (vault?.purpose !== "demo") return null;
  return (
    <Badge tone="demo" className={collapsed ? "px-1 text-xs" : "shrink-0"}>
      {t("demo")}
    </Badge>
  );
}

const ROW =
  "focus-inset flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-start text-ink no-underline hover:bg-hover aria-[current=page]:bg-pressed aria-[current=page]:font-medium";

function PaletteButton(props: { collapsed: boolean }) {
  const { t } = useTranslation("shell");
  const dialogs = useDialogs();
  if (props.collapsed) {
    return (
      <IconButton
        icon={Search}
        label={t("command.palette")}
        keys="Mod+K"
        onClick={dialogs.openPalette}
        className="mx-auto mb-1"
      />
    );
  }
  return (
    <button
      type="button"
      onClick={dialogs.openPalette}
      aria-keyshortcuts={ariaKeys("Mod+K")}
      className="focus-inset mb-2 flex min-h-8 items-center gap-2.5 rounded-md border border-line bg-surface px-2 text-ink-muted hover:bg-hover"
    >
      <Search aria-hidden="true" className="size-4 shrink-0" />
      <span className="flex-1 truncate text-start">{t("searchOrRun")}</span>
      <KeyHint keys="Mod+K" className="text-ink-muted" />
    </button>
  );
}

function SectionLink(props: { section: SectionEntry; collapsed: boolean }) {
  const { section, collapsed } = props;
  const { t } = useTranslation("shell");
  const counts = useSectionCounts(section);
  const keys = isMac ? section.keys.replace("Alt", "Mod") : section.keys;
  const title = t(`section.${section.id}`);
  const name = [title, counts.count, counts.attention].filter(Boolean).join(", ");
  return (
    <li>
      <MaybeTooltip show={collapsed} text={name} keys={keys}>
        <Link
          to={section.to}
          activeProps={{ "aria-current": "page" }}
          aria-keyshortcuts={ariaKeys(keys)}
          className={cx(ROW, collapsed && "justify-center px-0")}
        >
          <span className="sr-only">{name}</span>
          <span aria-hidden="true" className="relative flex">
            <section.icon className="size-4 shrink-0 text-ink-muted" />
            {collapsed && counts.needsAttention > 0 && (
              <span className="forced-border absolute -end-1 -top-1 size-2 rounded-full bg-bad-fill" />
            )}
          </span>
          {!collapsed && (
            <span aria-hidden="true" className="min-w-0 flex-1 truncate">
              {title}
            </span>
          )}
          {!collapsed && <Counts {...counts} keys={keys} />}
        </Link>
      </MaybeTooltip>
    </li>
  );
}

interface SectionCounts {
  total: number;
  needsAttention: number;
  /** In words, for the accessible name. */
  count: string | undefined;
  attention: string | undefined;
}

function Counts(props: SectionCounts & { keys: string }) {
  const { t } = useTranslation("shell");
  if (props.total === 0 && props.needsAttention === 0) {
    return <KeyHint keys={props.keys} className="text-ink-muted" />;
  }
  return (
    <span aria-hidden="true" className="flex items-center gap-1 text-sm tabular-nums">
      {props.needsAttention > 0 && <TriangleAlert className="size-3.5 text-bad" />}
      <span className="text-ink-muted">
        {t("number", { count: props.total || props.needsAttention })}
      </span>
    </span>
  );
}

function useSectionCounts(section: SectionEntry): SectionCounts {
  const { t } = useTranslation("shell");
  const isCredentials = section.id === "credentials";
  const isHealth = section.id === "health";
  const { data } = useOperation("connector.list", { in_use: true }, { enabled: isCredentials });
  // One row is enough: the counts are of all.
  const { data: health } = useOperation("health.list", { limit: 1 }, { enabled: isHealth });
  // Switched off, a query still answers with what others have read.
  const total = isCredentials ? (data?.credentials ?? 0) : 0;
  const needsAttention =
    (isHealth ? health : isCredentials ? data : undefined)?.needs_attention ?? 0;
  return {
    total,
    needsAttention,
    count: total > 0 ? t("credentialCount", { count: total }) : undefined,
    attention: needsAttention > 0 ? t("needsAttention", { count: needsAttention }) : undefined,
  };
}

function LockButton(props: { collapsed: boolean }) {
  const { t } = useTranslation("shell");
  const { mutate: lock } = useMutationOperation("vault.lock");
  return (
    <li>
      <MaybeTooltip show={props.collapsed} text={t("lockVault")} keys="Mod+L">
        <button
          type="button"
          aria-keyshortcuts={ariaKeys("Mod+L")}
          onClick={() => lock({})}
          className={cx(ROW, props.collapsed && "justify-center px-0")}
        >
          <Lock aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
          <span className={props.collapsed ? "sr-only" : "min-w-0 flex-1 truncate"}>
            {t("lockVault")}
          </span>
          {!props.collapsed && <KeyHint keys="Mod+L" className="text-ink-muted" />}
        </button>
      </MaybeTooltip>
    </li>
  );
}

function MaybeTooltip(props: {
  show: boolean;
  text: string;
  keys: string;
  children: React.ReactElement;
}): ReactNode {
  if (!props.show) return props.children;
  return (
    <Tooltip text={props.text} keys={props.keys}>
      {props.children}
    </Tooltip>
  );
}
