/** The commands that are there on every screen. Renders nothing. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { isMac } from "../kit";
import { useMutationOperation, useOperation, usePlatform } from "../platform";
import { setAppearance, stepTextSize } from "./appearance";
import { type Command, useCommands } from "./commands";
import { useDialogs } from "./dialogs";
import { focusNextRegion, focusViewSearch } from "./regions";
import { SECTIONS } from "./sections";

export function ShellCommands(props: { onToggleSidebar(): void }) {
  useCommands(useActionCommands());
  useCommands(useDemoCommands());
  useCommands(useNavigationCommands());
  useCommands(useViewCommands(props.onToggleSidebar));
  return null;
}

function useActionCommands(): Command[] {
  const { t } = useTranslation("shell");
  const dialogs = useDialogs();
  const { mutate: lock } = useMutationOperation("vault.lock");
  return useMemo(
    () => [
      {
        id: "credential.add",
        title: t("command.addCredential"),
        section: "actions",
        keys: "Mod+N",
        synonyms: [t("synonym.account"), t("synonym.secret")],
        run: () => dialogs.openAddCredential(),
      },
      {
        id: "connector.import",
        title: t("command.importConnector"),
        section: "actions",
        synonyms: [t("synonym.component")],
        run: dialogs.openImportConnector,
      },
      {
        id: "oauthApp.add",
        title: t("command.addOAuthApp"),
        section: "actions",
        synonyms: [t("synonym.signIn")],
        run: () => dialogs.openAddOAuthApp(),
      },
      {
        id: "webhook.add",
        title: t("command.addWebhook"),
        section: "actions",
        synonyms: [t("synonym.event"), t("synonym.notify")],
        run: dialogs.openAddWebhook,
      },
      {
        id: "vault.lock",
        title: t("command.lock"),
        section: "actions",
        keys: "Mod+L",
        inDialogs: true,
        run: () => lock({}),
      },
      {
        id: "shell.shortcuts",
        title: t("command.shortcuts"),
        section: "actions",
        keys: "F1",
        moreKeys: ["Mod+Shift+/"],
        run: dialogs.openShortcuts,
      },
    ],
    [t, dialogs, lock],
  );
}

/** The way out of the sample organization, where the host can lead there. */
function useDemoCommands(): Command[] {
  const { t } = useTranslation("shell");
  const dialogs = useDialogs();
  const { enter } = usePlatform();
  const { data: vault } = useOperation("vault.status", {});
  const offered = enter !== undefined && vault?.purpose === "demo";
  return useMemo(
    () =>
      offered
        ? [
            {
              id: "demo.leave",
              title: t("command.leaveDemo"),
              section: "actions",
              synonyms: [t("synonym.sample")],
              run: dialogs.openLeaveDemo,
            },
          ]
        : [],
    [t, dialogs, offered],
  );
}

function useNavigationCommands(): Command[] {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const { history } = useRouter();
  return useMemo(
    () => [
      ...SECTIONS.map(
        (section): Command => ({
          id: `go.${section.id}`,
          title: t("command.goTo", { section: t(`section.${section.id}`) }),
          section: "navigation",
          keys: isMac ? section.keys.replace("Alt", "Mod") : section.keys,
          run: () => void navigate({ to: section.to }),
        }),
      ),
      {
        id: "go.back",
        title: t("command.back"),
        section: "navigation",
        keys: isMac ? "Mod+[" : "Alt+ArrowLeft",
        run: () => history.back(),
      },
      {
        id: "go.forward",
        title: t("command.forward"),
        section: "navigation",
        keys: isMac ? "Mod+]" : "Alt+ArrowRight",
        run: () => history.forward(),
      },
    ],
    [t, navigate, history],
  );
}

function useViewCommands(onToggleSidebar: () => void): Command[] {
  const { t } = useTranslation("shell");
  const dialogs = useDialogs();
  const client = useQueryClient();
  return useMemo(
    () => [
      command("shell.palette", t("command.palette"), "Mod+K", dialogs.openPalette),
      command("view.search", t("command.searchView"), "Mod+F", focusViewSearch),
      command("view.refresh", t("command.refresh"), "F5", () => void client.invalidateQueries()),
      command("view.sidebar", t("command.sidebar"), "Mod+B", onToggleSidebar),
      command("view.nextRegion", t("command.nextRegion"), "F6", () => focusNextRegion(1)),
      command("view.previousRegion", t("command.previousRegion"), "Shift+F6", () =>
        focusNextRegion(-1),
      ),
      command("view.larger", t("command.larger"), "Mod+Plus", () => stepTextSize(1)),
      command("view.smaller", t("command.smaller"), "Mod+Minus", () => stepTextSize(-1)),
      command("view.normal", t("command.normalSize"), "Mod+0", () => stepTextSize(0)),
      { ...command("view.theme", t("command.theme"), undefined, toggleTheme), section: "settings" },
    ],
    [t, dialogs, client, onToggleSidebar],
  );
}

function command(id: string, title: string, keys: string | undefined, run: () => void): Command {
  return { id, title, section: "actions", run, ...(keys ? { keys } : {}) };
}

function toggleTheme(): void {
  const dark = document.documentElement.dataset.theme === "dark";
  setAppearance({ theme: dark ? "light" : "dark" });
}
