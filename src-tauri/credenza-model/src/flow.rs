//! A flow as a document: ordered steps that use credentials.
//!
//! Deliberately absent: whether a document is sound (`credenza-flow`) and how it runs.

use crate::id::ConnectorId;
use crate::name::Name;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a person writes: JSON or YAML, the same shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowDocument {
    /// The flow's name; saving a document with a known name makes a new version of that flow.
    pub name: Name,
    /// What starts it.
    #[serde(default)]
    pub trigger: Trigger,
    /// What it does, in order.
    pub steps: Vec<Step>,
}

/// What starts a flow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// A person or a program.
    #[default]
    Manual,
    /// A clock: five-field cron expression, in the time zone named (UTC if none).
    Schedule {
        /// `minute hour day-of-month month day-of-week`.
        cron: String,
        /// An IANA time zone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time_zone: Option<String>,
    },
    /// A request from outside.
    Webhook,
}

/// One call in a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name within the flow: letters, digits, `_` and `-`.
    pub id: String,
    /// The connector whose action it is.
    pub connector: ConnectorId,
    /// The action: `read`, `query`, `request`, …
    pub action: String,
    /// The credential's id or exact name. A draft may leave it open; an active flow may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The action's input.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub input: Value,
}

/// Whether a flow runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowStatus {
    /// Never activated.
    Draft,
    /// Runs; its credentials cannot be deleted.
    Active,
    /// Was active; nothing starts it now.
    Paused,
}

impl FlowStatus {
    /// Whether its credentials are guarded.
    #[must_use]
    pub fn is_active(self) -> bool {
        self == Self::Active
    }
}
