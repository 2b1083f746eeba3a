//! Flows: documents that come in, and how each step stands.

use crate::Reference;
use crate::credential::{CredentialName, StateWord};
use credenza_model::{ConnectorId, FlowDocument, FlowId, FlowStatus, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lists flows.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFlows {
    /// Only those whose name holds this text.
    #[serde(default)]
    pub search: Option<String>,
    /// Where the previous page ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many; 1 to 1,000, default 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Names a flow.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowFlow {
    /// Which.
    pub flow: Reference,
}

/// Saves a document as a new version.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveFlow {
    /// The flow to save it to; absent: the flow of that name, or a new one.
    #[serde(default)]
    pub flow: Option<FlowId>,
    /// The version that was edited; refused if there is a newer one.
    #[serde(default)]
    pub version: Option<i64>,
    /// The document.
    pub document: FlowDocument,
}

/// Changes a flow's status.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeFlow {
    /// Which.
    pub flow: Reference,
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepView {
    /// The step.
    pub id: String,
    /// Its connector.
    pub connector: ConnectorId,
    /// Its connector's name.
    pub connector_name: String,
    /// Its action.
    pub action: String,
    /// Its credential, if it names one that exists.
    #[serde(default)]
    pub credential: Option<CredentialName>,
    /// That credential's state.
    #[serde(default)]
    pub credential_state: Option<StateWord>,
    /// Why the flow could not be activated because of this step.
    #[serde(default)]
    pub problem: Option<StepProblem>,
}

/// Why a step is not ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepProblem {
    /// The step.
    pub step: String,
    /// The stable reason.
    pub reason: StepProblemReason,
    /// What is wrong, in a person's words.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// The credential concerned.
    #[serde(default)]
    pub credential: Option<CredentialName>,
}

/// The stable reason why a step is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepProblemReason {
    /// The step names no credential.
    CredentialMissing,
    /// The step names a credential that does not exist.
    CredentialUnknown,
    /// The credential belongs to another connector.
    CredentialOtherConnector,
    /// The credential was never proven.
    CredentialUnverified,
    /// The credential's provider said no.
    CredentialDisconnected,
    /// The credential is set aside.
    CredentialQuarantined,
    /// The credential is archived.
    CredentialArchived,
    /// The credential's row is damaged.
    CredentialUnreadable,
}

/// A flow in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowSummary {
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// Its newest version.
    pub version: i64,
    /// The version that runs, if it is active.
    #[serde(default)]
    pub active_version: Option<i64>,
    /// Whether it runs.
    pub status: FlowStatus,
    /// The connectors of its steps, in order.
    pub connectors: Vec<ConnectorId>,
    /// How many steps are not ready.
    pub problems: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// One version of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowVersionView {
    /// Its number, from 1.
    pub version: i64,
    /// When it was saved.
    pub created_at: Timestamp,
}

/// A flow in detail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowDetail {
    /// The flow.
    pub flow: FlowSummary,
    /// Its newest document.
    pub document: FlowDocument,
    /// How each step stands, in order.
    pub steps: Vec<StepView>,
    /// Its versions, newest first.
    pub versions: Vec<FlowVersionView>,
}

/// A flow that was saved or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SavedFlow {
    /// The flow.
    pub flow: FlowSummary,
}
