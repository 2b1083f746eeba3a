import { useNavigate } from "@tanstack/react-router";
import { KeyRound, Play, Settings2, Workflow } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { announce, MonogramTile } from "../../kit";
import type { Keys } from "../../kit/keys";
import { useOperation } from "../../platform";
import { type Command, runCommand, useCommandList } from "../commands";
import { useDialogs } from "../dialogs";
import { rank } from "./rank";

export interface PaletteItem {
  id: string;
  title: string;
  detail?: string | undefined;
  icon: ReactNode;
  keys?: Keys | undefined;
  disabledReason?: string | undefined;
  run(): void;
  secondary?: { run(): void };
}

export interface PaletteSection {
  id: "actions" | "credentials" | "connectors" | "flows" | "settings";
  items: PaletteItem[];
}

const FEW = 6;

/** What fits what was typed, section by section. Empty sections are left out. */
export function usePaletteSections(query: string): PaletteSection[] {
  const { t } = useTranslation("shell");
  const wanted = useDeferredValue(query.trim());
  const actions = useCommandItems(query, (command) => command.section !== "settings");
  const settings = useCommandItems(query, (command) => command.section === "settings");
  const credentials = useCredentialItems(wanted);
  const connectors = useConnectorItems(wanted);
  const flows = useFlowItems(wanted);
  const sections: PaletteSection[] = [
    { id: "actions", items: query ? actions.slice(0, FEW) : actions },
    { id: "credentials", items: credentials },
    { id: "connectors", items: connectors },
    { id: "flows", items: flows },
    { id: "settings", items: query ? settings : [] },
  ];
  const count = sections.reduce((sum, section) => sum + section.items.length, 0);
  useEffect(() => {
    const timer = setTimeout(() => query && announce(t("palette.count", { count })), 400);
    return () => clearTimeout(timer);
  }, [query, count, t]);
  return sections.filter((section) => section.items.length > 0);
}

function useCommandItems(query: string, wanted: (command: Command) => boolean): PaletteItem[] {
  const commands = useCommandList().filter(
    (command) => wanted(command) && command.id !== "shell.palette",
  );
  const found = rank(commands, query, (item) => [item.title, ...(item.synonyms ?? [])]);
  return found.map((command) => ({
    id: command.id,
    title: command.title,
    icon: <Icon of={command.section === "settings" ? Settings2 : Play} />,
    keys: command.keys,
    disabledReason: command.disabledReason,
    run: () => runCommand(command),
  }));
}

function Icon({ of: Shape }: { of: typeof Play }) {
  return <Shape aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />;
}

function useCredentialItems(search: string): PaletteItem[] {
  const navigate = useNavigate();
  const request = { search, limit: FEW };
  const { data } = useOperation("credential.list", request, {
    enabled: search !== "",
    keepPrevious: true,
  });
  return useMemo(() => {
    if (!search) return [];
    return (data?.items ?? []).map(({ id, name, connector, target }) => ({
      id,
      title: name,
      detail: target ?? connector,
      icon: <Icon of={KeyRound} />,
      run: () =>
        void navigate({
          to: "/credentials/$connectorId/$credentialId",
          params: { connectorId: connector, credentialId: id },
        }),
    }));
  }, [data, search, navigate]);
}

function useConnectorItems(intent: string): PaletteItem[] {
  const navigate = useNavigate();
  const dialogs = useDialogs();
  const { data } = useOperation(
    "connector.search",
    { intent },
    { enabled: intent !== "", keepPrevious: true },
  );
  return useMemo(() => {
    if (!intent) return [];
    return (data?.items ?? []).slice(0, FEW).map(({ id, name, category }) => ({
      id: `connector.${id}`,
      title: name,
      detail: category,
      icon: <MonogramTile id={id} name={name} size={20} />,
      run: () => void navigate({ to: "/credentials/$connectorId", params: { connectorId: id } }),
      secondary: { run: () => dialogs.openAddCredential(id) },
    }));
  }, [data, intent, navigate, dialogs]);
}

function useFlowItems(search: string): PaletteItem[] {
  const navigate = useNavigate();
  const request = { search, limit: FEW };
  const { data } = useOperation("flow.list", request, {
    enabled: search !== "",
    keepPrevious: true,
  });
  return useMemo(() => {
    if (!search) return [];
    return (data?.items ?? []).map(({ id, name }) => ({
      id,
      title: name,
      icon: <Icon of={Workflow} />,
      run: () => void navigate({ to: "/flows/$flowId", params: { flowId: id } }),
    }));
  }, [data, search, navigate]);
}
