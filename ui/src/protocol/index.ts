/**
 * The contract, as the UI names it. Everything comes from `generated.ts`; this file only gives the
 * types short names and says which query belongs to which view.
 */
import { type components, OPERATIONS, type Operations } from "./generated";

export { OPERATIONS };

type Schemas = components["schemas"];

export type OperationName = keyof Operations & keyof typeof OPERATIONS;
export type Request<N extends OperationName> = Operations[N]["request"];
export type Response<N extends OperationName> = Operations[N]["response"];

type OfKind<K extends "query" | "mutation"> = {
  [N in OperationName]: (typeof OPERATIONS)[N]["kind"] extends K ? N : never;
}[OperationName];

/** Operations that only read. */
export type QueryName = OfKind<"query">;
/** Operations that change something. */
export type MutationName = OfKind<"mutation">;

/** Queries that answer page by page. */
export type PagedQueryName = {
  [N in QueryName]: Response<N> extends { items: unknown[]; cursor?: string | null }
    ? Request<N> extends { cursor?: string | null }
      ? N
      : never
    : never;
}[QueryName];

/** The items of a paged query. */
export type Item<N extends PagedQueryName> = Response<N> extends { items: (infer T)[] } ? T : never;

export type View = Schemas["View"];
/** What hosts tell while and after operations run (`Event` in the contract). */
export type HostEvent = Schemas["Event"];
export type Failure = Schemas["Failure"];
export type ErrorCode = Schemas["ErrorCode"];
export type FieldError = { field: string; message: string };

export type VaultStatus = Schemas["VaultStatusView"];
export type UnlockMethod = Schemas["UnlockMethod"];
export type Settings = Schemas["Settings"];
export type SettingsChange = Schemas["SettingsChange"];
export type ConnectorSummary = Schemas["ConnectorSummary"];
export type ConnectorDetail = Schemas["ConnectorDetail"];
export type ConnectorList = Schemas["ConnectorListView"];
export type AuthScheme = Schemas["AuthSchemeView"];
export type ImportView = Schemas["ImportView"];
export type CredentialView = Schemas["CredentialView"];
export type CredentialDetail = Schemas["CredentialDetail"];
export type CredentialName = Schemas["CredentialName"];
export type CredentialSort = Schemas["CredentialSort"];
export type StateWord = Schemas["StateWord"];
export type Draft = Schemas["Draft"];
export type Approvals = Schemas["Approvals"];
export type ProofView = Schemas["ProofView"];
export type CheckView = Schemas["CheckView"];
export type VerifyView = Schemas["VerifyView"];
export type Stage = Schemas["Stage"];
export type StageReport = Schemas["StageReport"];
export type StageOutcome = Schemas["StageOutcome"];
export type Outcome = Schemas["Outcome"];
export type FailureCode = Schemas["FailureCode"];
export type FlowUse = Schemas["FlowUse"];
export type UsageView = Schemas["UsageView"];
export type FlowSummary = Schemas["FlowSummary"];
export type FlowDetail = Schemas["FlowDetail"];
export type FlowDocument = Schemas["FlowDocument"];
export type FlowStatus = Schemas["FlowStatus"];
export type FlowStep = Schemas["Step"];
export type StepView = Schemas["StepView"];
export type StepProblem = Schemas["StepProblem"];
export type ActivityEntry = Schemas["ActivityEntry"];
export type ActivityOutcome = Schemas["ActivityOutcome"];
export type ActorKind = Schemas["ActorKind"];
export type ChainView = Schemas["ChainView"];
export type Grant = Schemas["GrantView"];
export type OAuthApp = Schemas["OAuthAppView"];
export type Registration = Schemas["RegistrationView"];
export type Redirect = Schemas["Redirect"];
export type SignIn = Schemas["SignInView"];
export type SignInGrant = Schemas["SignInGrant"];
export type Cause = Schemas["Cause"];
export type CheckHour = Schemas["CheckHour"];
export type HealthRow = Schemas["HealthRow"];
export type HealthView = Schemas["HealthView"];
export type Attention = Schemas["Attention"];
export type Expiry = Schemas["Expiry"];
export type ExpiryKind = Schemas["ExpiryKind"];
export type Overview = Schemas["OverviewView"];
export type Webhook = Schemas["WebhookView"];
export type WebhookEvent = Schemas["WebhookEvent"];
export type WebhookSecret = Schemas["WebhookSecretView"];
export type Delivery = Schemas["DeliveryView"];
export type DeliveryState = Schemas["DeliveryState"];

const VIEW_OF_PREFIX: Record<string, View> = {
  vault: "vault",
  setting: "settings",
  connector: "connectors",
  credential: "credentials",
  flow: "flows",
  activity: "activity",
  oauth_app: "o_auth_apps",
  sign_in: "credentials",
  health: "health",
  webhook: "webhooks",
};

/** The view that shows the answers of an operation: `credential.list` belongs to `credentials`. */
export function viewOf(name: OperationName): View {
  const prefix = name.slice(0, name.indexOf("."));
  return VIEW_OF_PREFIX[prefix] as View;
}

/** The views that an operation makes stale. */
export function staleViewsOf(name: OperationName): readonly View[] {
  return OPERATIONS[name].staleViews;
}

/** Every view: what is stale after events may have been missed. */
export const ALL_VIEWS: readonly View[] = [...new Set(Object.values(VIEW_OF_PREFIX))];

/** What health is made of: it is stale when one of these is. */
const BENEATH_HEALTH: ReadonlySet<View> = new Set([
  "credentials",
  "flows",
  "o_auth_apps",
  "webhooks",
]);

/** The views, and those that are made of them. */
export function withDerivedViews(views: readonly View[]): readonly View[] {
  return views.some((view) => BENEATH_HEALTH.has(view))
    ? [...new Set([...views, "health" as const])]
    : views;
}

/** Whether an operation reads or changes something. */
export function kindOf(name: OperationName): "query" | "mutation" {
  return OPERATIONS[name].kind;
}
