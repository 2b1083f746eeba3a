/**
 * The sections of the sidebar, in its order. To add a screen: one entry here, one route in
 * `router.tsx`, one key in `shell.json`. The keys follow the plan of the whole, so that they stay
 * when sections come in between.
 */
import {
  HeartPulse,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  ScrollText,
  Settings2,
  Workflow,
} from "lucide-react";
import type { Keys } from "../kit/keys";

export type SectionId = "overview" | "credentials" | "health" | "flows" | "activity" | "settings";

export interface SectionEntry {
  id: SectionId;
  to: "/overview" | "/credentials" | "/health" | "/flows" | "/activity" | "/settings";
  icon: LucideIcon;
  keys: Keys;
  /** Below the line, beside the lock. */
  place: "top" | "bottom";
}

export const SECTIONS: readonly SectionEntry[] = [
  { id: "overview", to: "/overview", icon: LayoutDashboard, keys: "Alt+1", place: "top" },
  { id: "credentials", to: "/credentials", icon: KeyRound, keys: "Alt+2", place: "top" },
  { id: "health", to: "/health", icon: HeartPulse, keys: "Alt+3", place: "top" },
  { id: "flows", to: "/flows", icon: Workflow, keys: "Alt+4", place: "top" },
  { id: "activity", to: "/activity", icon: ScrollText, keys: "Alt+8", place: "top" },
  { id: "settings", to: "/settings", icon: Settings2, keys: "Mod+,", place: "bottom" },
];
