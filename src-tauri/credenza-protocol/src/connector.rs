//! Connectors: the catalogue with counts, search, one in detail, import.

use crate::oauth_app::RegistrationView;
use credenza_model::ConnectorId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Lists the catalogue.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConnectors {
    /// Only this category.
    #[serde(default)]
    pub category: Option<String>,
    /// Only connectors or accounts whose name holds this text.
    #[serde(default)]
    pub search: Option<String>,
    /// Only connectors that have credentials.
    #[serde(default)]
    pub in_use: bool,
}

/// One tile of the overview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectorSummary {
    /// The connector's id.
    pub id: ConnectorId,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: String,
    /// One line on what it is.
    pub description: String,
    /// Whether it came with Credenza, as against imported.
    pub built_in: bool,
    /// How many credentials it has; unknown while the vault is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<u64>,
    /// How many of them need attention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_attention: Option<u64>,
    /// When searched: the accounts whose names match (at most five).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matching_credentials: Vec<String>,
}

/// The catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectorListView {
    /// The connectors, by category and name.
    pub items: Vec<ConnectorSummary>,
    /// How many there are.
    pub total: u64,
    /// Whether the vault is open: while it is locked or missing, only what came with Credenza is listed, uncounted.
    pub counted: bool,
    /// How many credentials there are at all connectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<u64>,
    /// How many of them need attention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_attention: Option<u64>,
    /// How many credential rows cannot be read.
    pub unreadable: u64,
}

/// Finds connectors by intent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchConnectors {
    /// What a person wants: "CRM", "send email", "postgres".
    pub intent: String,
}

/// A connector that fits an intent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchCandidate {
    /// The connector's id.
    pub id: ConnectorId,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: String,
    /// How well it fits; higher is better. Equal scores are equals.
    pub score: u32,
    /// Why it fits: "name", "keyword 'crm'".
    pub reasons: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchView {
    /// The candidates, best first.
    pub items: Vec<SearchCandidate>,
    /// The only best candidate, if there is exactly one.
    #[serde(default)]
    pub best: Option<ConnectorId>,
}

/// Names a connector.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowConnector {
    /// The connector's id.
    pub id: ConnectorId,
}

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuthSchemeView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind: `api_key`, `bearer`, `basic`, `oauth2`, `session`, `signature`, `database`, `ssh`, …
    pub kind: String,
    /// The JSON Schema of the fields (draft 2020-12); secret fields are `writeOnly`, hints for the
    /// form stand under `x-credenza`.
    pub schema: Value,
    /// What the dry run asks: `GET /user`.
    pub probe: String,
    /// Where one signs in with a code typed on another device (RFC 8628): the fields that have to be filled in
    /// for it, none where it always works. Absent where the provider offers no such sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_fields: Option<Vec<String>>,
    /// Where one signs in: what is registered at the provider for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<RegistrationView>,
}

/// A connector in detail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectorDetail {
    /// The connector's id.
    pub id: ConnectorId,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: String,
    /// What it is.
    pub description: String,
    /// The provider's documentation.
    #[serde(default)]
    pub docs_url: Option<String>,
    /// The only hosts that a secret is sent to.
    pub hosts: Vec<String>,
    /// Whether it came with Credenza.
    pub built_in: bool,
    /// The ways to authenticate, the recommended one first.
    pub auth: Vec<AuthSchemeView>,
    /// How many credentials it has; unknown while the vault is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<u64>,
    /// How many it may have; unknown while the vault is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// A name that is free: "PostgreSQL 4". While the vault is locked, the connector's own.
    pub suggested_name: String,
}

/// Imports a connector file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportConnector {
    /// The file's text (TOML).
    pub toml: String,
    /// The hosts that the person has seen and approved. Without them nothing is imported.
    #[serde(default)]
    pub approve_hosts: Vec<String>,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportView {
    /// The connector's id.
    pub id: ConnectorId,
    /// Its name.
    pub name: String,
    /// The hosts it wants to send secrets to.
    pub hosts: Vec<String>,
    /// Whether it was imported, as against only read.
    pub imported: bool,
    /// Things to look at before approving.
    pub warnings: Vec<String>,
}
