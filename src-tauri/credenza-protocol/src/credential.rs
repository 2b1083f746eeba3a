//! Credentials: drafts that come in, views that go out.

pub use crate::revocation::{DeletedCredential, RevocationView};

use crate::Reference;
use credenza_model::{
    ConnectorId, CredentialId, DraftFields, FailureCode, FlowId, HostPort, Name, Outcome,
    StageReport, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a person answered to explicit questions of a dry run. Sealed with the credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// Loopback or private addresses that may be connected to.
    #[serde(default)]
    pub private: Vec<HostPort>,
    /// The fingerprint of an SSH host key (`SHA256:…`).
    #[serde(default)]
    pub host_key: Option<String>,
}

/// A draft: what a person typed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The authentication scheme's id; needed when the connector has several and the fields do not
    /// say which (`auth_type`).
    #[serde(default)]
    pub auth: Option<String>,
    /// The fields, as the connector's schema names them.
    pub fields: DraftFields,
    /// Fields to clear when a stored credential is edited. Absent fields keep their stored value.
    #[serde(default)]
    pub clear: Vec<String>,
    /// Answers to explicit questions.
    #[serde(default)]
    pub approvals: Approvals,
}

/// Verifies a draft and saves it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCredential {
    /// The connector.
    pub connector: ConnectorId,
    /// The name; generated if absent.
    #[serde(default)]
    pub name: Option<Name>,
    /// What was typed.
    pub draft: Draft,
    /// Save without a dry run, and why. Only where the settings allow it.
    #[serde(default)]
    pub unverified_reason: Option<String>,
    /// Save although the same account with the same secret is stored already.
    #[serde(default)]
    pub allow_duplicate: bool,
    /// A name for this dry run, chosen by the caller, under which progress is told and *Cancel* works.
    #[serde(default)]
    pub verification: Option<String>,
}

/// Verifies a draft without saving it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckDraft {
    /// The connector.
    pub connector: ConnectorId,
    /// The stored credential that is being edited: its secret fills what was left alone.
    #[serde(default)]
    pub credential: Option<CredentialId>,
    /// What was typed.
    pub draft: Draft,
    /// See [`AddCredential::verification`].
    #[serde(default)]
    pub verification: Option<String>,
}

/// What a dry run of a draft showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckView {
    /// What the dry run showed.
    pub proof: ProofView,
    /// A stored credential with the same account and secret.
    #[serde(default)]
    pub duplicate_of: Option<CredentialName>,
    /// On failure: the field to look at, as a JSON Pointer.
    #[serde(default)]
    pub field: Option<String>,
}

/// Edits a stored credential.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCredential {
    /// Which.
    pub credential: Reference,
    /// The version that was edited; refused if it has changed since. Absent: the current one.
    #[serde(default)]
    pub version: Option<i64>,
    /// A new name.
    #[serde(default)]
    pub name: Option<Name>,
    /// What was typed. Secrets that were left alone keep their stored value.
    pub draft: Draft,
    /// See [`AddCredential::unverified_reason`].
    #[serde(default)]
    pub unverified_reason: Option<String>,
    /// Go on although the changed secret belongs to another account, tenant or database than the stored
    /// one: the new account, as `sign_in.account_changed` told it (`details.now`).
    #[serde(default)]
    pub accept_account: Option<String>,
    /// See [`AddCredential::verification`].
    #[serde(default)]
    pub verification: Option<String>,
}

/// Moves a credential to the archive.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteCredential {
    /// Which.
    pub credential: Reference,
    /// The version that was seen; refused if it has changed since.
    #[serde(default)]
    pub version: Option<i64>,
    /// Leave the sign-in as it is at the provider, so that the credential works again when it is restored.
    /// Otherwise its tokens are revoked there, as far as the provider offers that.
    #[serde(default)]
    pub keep_grant: bool,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialSort {
    /// By name.
    #[default]
    Name,
    /// Oldest proof first.
    Verified,
    /// Newest first.
    Created,
}

/// Lists credentials.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCredentials {
    /// Only this connector's.
    #[serde(default)]
    pub connector: Option<ConnectorId>,
    /// Only those that need attention.
    #[serde(default)]
    pub needs_attention: bool,
    /// Only those that no flow uses.
    #[serde(default)]
    pub unused: bool,
    /// Only those without proof.
    #[serde(default)]
    pub unverified: bool,
    /// The archive instead.
    #[serde(default)]
    pub archived: bool,
    /// Only those whose name or account holds this text.
    #[serde(default)]
    pub search: Option<String>,
    /// The order.
    #[serde(default)]
    pub sort: CredentialSort,
    /// Where the previous page ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many; 1 to 1,000, default 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Names a credential.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowCredential {
    /// Which.
    pub credential: Reference,
}

/// Changes a credential's state.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCredential {
    /// Which.
    pub credential: Reference,
    /// The version that was seen; refused if it has changed since.
    #[serde(default)]
    pub version: Option<i64>,
}

/// Renames a credential.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameCredential {
    /// Which.
    pub credential: Reference,
    /// The new name.
    pub name: Name,
    /// The version that was seen; refused if it has changed since.
    #[serde(default)]
    pub version: Option<i64>,
}

/// Verifies stored credentials.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyCredentials {
    /// Which.
    #[serde(default)]
    pub credentials: Vec<Reference>,
    /// All of them.
    #[serde(default)]
    pub all: bool,
    /// See [`AddCredential::verification`].
    #[serde(default)]
    pub verification: Option<String>,
}

/// Cancels a verification.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelVerification {
    /// The name that its caller chose.
    pub verification: String,
}

/// Replaces one credential by another everywhere.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceCredential {
    /// The one to be replaced.
    pub credential: Reference,
    /// The one that takes its place; same connector, verified.
    pub with: Reference,
    /// Only say what would change.
    #[serde(default)]
    pub preview: bool,
    /// Only in these flows; empty = in all.
    #[serde(default)]
    pub flows: Vec<FlowId>,
}

/// What a replacement changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplaceView {
    /// The flows and steps concerned.
    pub flows: Vec<FlowUse>,
    /// Whether it was done, as against previewed.
    pub replaced: bool,
}

/// A credential's id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CredentialName {
    /// Its id.
    pub id: CredentialId,
    /// Its name.
    pub name: String,
}

/// What a dry run showed, as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProofView {
    /// The verdict.
    pub outcome: Outcome,
    /// When.
    pub verified_at: Timestamp,
    /// What was asked, without secrets.
    pub probe: String,
    /// Who the other side says we are.
    #[serde(default)]
    pub account: Option<String>,
    /// What we may do there.
    pub permissions: Vec<String>,
    /// When the secret ends.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// The SSH host key's fingerprint.
    #[serde(default)]
    pub host_key: Option<String>,
    /// On `egress.private_address`: the host and port that a person would have to approve. Absent
    /// where no approval helps.
    #[serde(default)]
    pub address: Option<HostPort>,
    /// Every stage.
    pub stages: Vec<StageReport>,
}

/// By how much a credential is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UsedBy {
    /// Active flows.
    pub active_flows: u64,
    /// All flows, drafts and paused ones included.
    pub flows: u64,
    /// Clients.
    pub clients: u64,
}

/// A credential's state, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateWord {
    /// Saved without a dry run.
    Unverified,
    /// The last dry run passed.
    Connected,
    /// Works, and ends soon.
    Expiring,
    /// A token is being renewed.
    Refreshing,
    /// Transport trouble.
    Degraded,
    /// The provider said no.
    Disconnected,
    /// A person has to sign in again.
    ReauthRequired,
    /// Set aside.
    Quarantined,
    /// Deleted, restorable for a while.
    Archived,
    /// Its row is damaged and cannot be read.
    Unreadable,
}

/// A credential, as it may be shown. No field of it can hold a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CredentialView {
    /// Its id.
    pub id: CredentialId,
    /// Its name.
    pub name: String,
    /// Its connector.
    pub connector: ConnectorId,
    /// Its authentication scheme.
    pub auth: String,
    /// Its state.
    pub state: StateWord,
    /// Why it is in that state, when there is trouble.
    #[serde(default)]
    pub state_reason: Option<FailureCode>,
    /// Since when there is trouble.
    #[serde(default)]
    pub state_since: Option<Timestamp>,
    /// Whether a person should look at it.
    pub needs_attention: bool,
    /// Who the other side says we are.
    #[serde(default)]
    pub account: Option<String>,
    /// Where it leads, from its non-secret fields: `app_user@db.example.org:5432/orders`.
    #[serde(default)]
    pub target: Option<String>,
    /// The last dry run that passed, bound to the stored version; none = never proven.
    #[serde(default)]
    pub proof: Option<ProofView>,
    /// What a browser sign-in left with it.
    #[serde(default)]
    pub grant: Option<crate::sign_in::GrantView>,
    /// By how much it is used.
    pub used_by: UsedBy,
    /// Non-secret fields.
    pub public: Map<String, Value>,
    /// The names of the secret fields that are stored.
    pub secrets: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was archived.
    #[serde(default)]
    pub archived_at: Option<Timestamp>,
    /// Counts its changes; edits are refused when it has moved on.
    pub version: i64,
}

/// A credential with everything that its page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CredentialDetail {
    /// The credential.
    pub credential: CredentialView,
    /// The last dry run, whatever it showed.
    #[serde(default)]
    pub last_check: Option<ProofView>,
    /// Hosts that its secret may be sent to.
    pub allowed_hosts: Vec<String>,
    /// Answers to explicit questions, sealed with it.
    pub approvals: Approvals,
    /// Why it was saved without a dry run.
    #[serde(default)]
    pub unverified_reason: Option<String>,
    /// Other credentials with the same account and secret.
    pub duplicates: Vec<CredentialName>,
}

/// A credential that was saved or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SavedCredential {
    /// The credential.
    pub credential: CredentialView,
}

/// A flow that uses a credential, and in which steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlowUse {
    /// The flow.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// Whether it is active, and so guards the credential.
    pub active: bool,
    /// The steps.
    pub steps: Vec<String>,
}

/// Where a credential is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UsageView {
    /// The credential.
    pub credential: CredentialName,
    /// The flows.
    pub flows: Vec<FlowUse>,
    /// The clients; none until clients exist.
    pub clients: Vec<String>,
}

/// One of several verifications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerifyResult {
    /// Which credential.
    pub id: CredentialId,
    /// Its name.
    pub name: String,
    /// The verdict.
    pub outcome: Outcome,
    /// What the dry run showed; absent if it could not begin.
    #[serde(default)]
    pub proof: Option<ProofView>,
    /// Why it could not begin.
    #[serde(default)]
    pub error: Option<crate::Failure>,
}

/// Several verifications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerifyView {
    /// One for each credential, in the order asked.
    pub results: Vec<VerifyResult>,
}

/// Asks whether a credential can be used now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskReadiness {
    /// Which.
    pub credential: Reference,
    /// By this flow: it has to be of the connector of a step that names it.
    #[serde(default)]
    pub flow: Option<Reference>,
}

/// Whether a credential can be used now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadinessView {
    /// The credential.
    pub credential: CredentialName,
    /// Its state.
    pub state: StateWord,
    /// Whether it can be used.
    pub ready: bool,
    /// If not: why, each in a sentence that says what to do.
    pub problems: Vec<String>,
}
