import { Outlet } from "@tanstack/react-router";
import { Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading, ResizeHandle, useMediaQuery, useStoredNumber } from "../kit";
import { ConnectionNotices } from "./connection-notices";
import { DialogProvider } from "./dialogs";
import { Places } from "./places";
import { usePresence } from "./presence";
import { ShellCommands } from "./shell-commands";
import { Sidebar } from "./sidebar";

const COLLAPSED = 56;
const LEAST = 200;
const MOST = 320;

/** The window with an open vault: sidebar and page. */
export function Frame() {
  const { t } = useTranslation("shell");
  usePresence();
  const narrow = useMediaQuery("(max-width: 719px)");
  const [width, setWidth] = useStoredNumber("sidebar.width", 232);
  const [wantsCollapsed, setWantsCollapsed] = useState(
    () => localStorage.getItem("credenza.sidebar.collapsed") === "yes",
  );
  const toggle = useCallback(() => {
    setWantsCollapsed((now) => {
      localStorage.setItem("credenza.sidebar.collapsed", now ? "no" : "yes");
      return !now;
    });
  }, []);
  const collapsed = narrow || wantsCollapsed;
  return (
    <DialogProvider>
      <ConnectionNotices />
      <Places />
      <ShellCommands onToggleSidebar={toggle} />
      <div className="flex h-full">
        <nav
          aria-label={t("sidebar")}
          data-region="sidebar"
          className="flex shrink-0"
          style={{ width: collapsed ? COLLAPSED : width }}
        >
          <Sidebar collapsed={collapsed} onToggle={toggle} />
          {collapsed ? (
            <div className="w-px shrink-0 bg-line" />
          ) : (
            <ResizeHandle
              label={t("resizeSidebar")}
              value={width}
              min={LEAST}
              max={MOST}
              onValueChange={setWidth}
            />
          )}
        </nav>
        <main data-region="main" className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden">
          <Suspense fallback={<Loading className="p-6" />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </DialogProvider>
  );
}
