/** Routes. Pages are loaded when first shown. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { CREDENTIAL_WORDS, withWords } from "../i18n";
import { markRouteChange } from "../kit";
import type { ActivityOutcome, CredentialSort, StateWord } from "../protocol";
import { Gate } from "./gate";
import { NotFound } from "./not-found";
import {
  HEALTH_FILTERS,
  HEALTH_STATES,
  oneOf,
  SETTINGS_SECTIONS,
  type SettingsSection,
  text,
} from "./search-params";

const root = createRootRoute({ component: Gate, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/credentials" });
  },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/overview",
  component: lazyRouteComponent(
    () => withWords(import("../overview"), "activity", "health", "reasons"),
    "OverviewPage",
  ),
});

export interface HealthSearch {
  q?: string;
  state?: StateWord | (typeof HEALTH_FILTERS)[number];
  /** The selected credential's id. */
  id?: string;
}
const health = createRoute({
  getParentRoute: () => root,
  path: "/health",
  component: lazyRouteComponent(
    () => withWords(import("../health"), "activity", "health", "reasons"),
    "HealthPage",
  ),
  validateSearch: (search): HealthSearch => ({
    ...text("q", search),
    ...oneOf("state", search, [...HEALTH_FILTERS, ...HEALTH_STATES]),
    ...text("id", search),
  }),
});

export interface TilesSearch {
  q?: string;
  show?: "all";
}
const tiles = createRoute({
  getParentRoute: () => root,
  path: "/credentials",
  component: lazyRouteComponent(
    () => withWords(import("../connectors"), "connectors"),
    "ConnectorsPage",
  ),
  validateSearch: (search): TilesSearch => ({
    ...text("q", search),
    ...oneOf("show", search, ["all"]),
  }),
});

export interface CredentialsSearch {
  q?: string;
  filter?: "healthy" | "attention" | "unverified" | "unused" | "quarantined" | "archived";
  sort?: CredentialSort;
  tab?: string;
}
// One page for both: opening a credential must not build the list anew.
const connector = createRoute({
  getParentRoute: () => root,
  path: "/credentials/$connectorId",
  component: lazyRouteComponent(
    () => withWords(import("../credentials"), ...CREDENTIAL_WORDS, "oauth"),
    "ConnectorPage",
  ),
  validateSearch: (search): CredentialsSearch => ({
    ...text("q", search),
    ...oneOf("filter", search, [
      "healthy",
      "attention",
      "unverified",
      "unused",
      "quarantined",
      "archived",
    ]),
    ...oneOf("sort", search, ["name", "verified", "created"]),
    ...text("tab", search),
  }),
});
const credential = createRoute({
  getParentRoute: () => connector,
  path: "/$credentialId",
  component: () => null,
});

export interface FlowsSearch {
  q?: string;
  tab?: string;
}
const flowsSearch = (search: Record<string, unknown>): FlowsSearch => ({
  ...text("q", search),
  ...text("tab", search),
});
const flows = createRoute({
  getParentRoute: () => root,
  path: "/flows",
  component: lazyRouteComponent(
    () => withWords(import("../flows"), "credentials", "flows"),
    "FlowsPage",
  ),
  validateSearch: flowsSearch,
});
const flow = createRoute({
  getParentRoute: () => root,
  path: "/flows/$flowId",
  component: lazyRouteComponent(
    () => withWords(import("../flows"), "credentials", "flows"),
    "FlowPage",
  ),
  validateSearch: flowsSearch,
});

export interface ActivitySearch {
  q?: string;
  action?: string;
  outcome?: ActivityOutcome;
  period?: "day" | "week" | "month";
  object?: string;
}
const activity = createRoute({
  getParentRoute: () => root,
  path: "/activity",
  component: lazyRouteComponent(() => withWords(import("../activity"), "activity"), "ActivityPage"),
  validateSearch: (search): ActivitySearch => ({
    ...text("q", search),
    ...text("action", search),
    ...oneOf("outcome", search, ["done", "refused", "failed"]),
    ...oneOf("period", search, ["day", "week", "month"]),
    ...text("object", search),
  }),
});

export interface SettingsSearch {
  section?: SettingsSection;
}
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => withWords(import("../settings"), "settings"), "SettingsPage"),
  validateSearch: (search): SettingsSearch => oneOf("section", search, SETTINGS_SECTIONS),
});

const routeTree = root.addChildren([
  home,
  overview,
  health,
  tiles,
  connector.addChildren([credential]),
  flows,
  flow,
  activity,
  settings,
]);

export function createAppRouter() {
  const router = createRouter({ routeTree, scrollRestoration: true, defaultPreload: false });
  router.subscribe("onBeforeNavigate", ({ fromLocation, toLocation }) => {
    if (fromLocation && pageOf(fromLocation.pathname) !== pageOf(toLocation.pathname)) {
      markRouteChange();
    }
  });
  return router;
}

/** Two addresses with the same page differ only in what is selected on it. */
function pageOf(pathname: string): string {
  return pathname.split("/").slice(0, 3).join("/");
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
