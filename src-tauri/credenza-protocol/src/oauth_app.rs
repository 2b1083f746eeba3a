//! OAuth apps: client id and client secret registered at a provider, several per connector.

pub use credenza_model::RedirectRule;

use crate::Reference;
use crate::vault::SecretInput;
use credenza_model::{ConnectorId, HostPort, Name, OAuthAppId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How the provider sends the browser back (RFC 8252, section 7).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Redirect {
    /// To `http://127.0.0.1`, on a port of the moment; the provider ignores the port.
    #[default]
    Loopback,
    /// To `http://127.0.0.1`, on one port, for providers that compare it.
    LoopbackPort {
        /// The port, 1024 to 65535.
        port: u16,
    },
    /// To `http://localhost`, on one port, for providers that refuse an IP literal.
    LocalhostPort {
        /// The port, 1024 to 65535.
        port: u16,
    },
    /// To an address elsewhere, for providers that demand https: the person pastes what the browser shows.
    Address {
        /// The address as registered.
        address: String,
    },
}

/// What a connector says about registering an OAuth app at its provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegistrationView {
    /// Which redirect addresses the provider takes.
    pub redirect_rule: RedirectRule,
    /// How the browser comes back unless somebody chooses otherwise. Absent where the provider sends it to an
    /// https address, which only the person can know.
    #[serde(default)]
    pub redirect: Option<Redirect>,
    /// Where it is registered: the provider's console, if the connector knows it.
    #[serde(default)]
    pub console_url: Option<String>,
    /// The scopes that are asked for unless somebody chooses others.
    pub scopes: Vec<String>,
}

/// Asks what to register at the provider for a new OAuth app.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeOAuthApp {
    /// The connector.
    pub connector: ConnectorId,
    /// The authentication scheme; needed when the connector has several that sign in.
    #[serde(default)]
    pub auth: Option<String>,
    /// How the browser is to come back; absent = as the connector's provider takes it.
    #[serde(default)]
    pub redirect: Option<Redirect>,
}

/// What to register at the provider, before anything is saved. Each answer has a path of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposedOAuthApp {
    /// The connector.
    pub connector: ConnectorId,
    /// The authentication scheme.
    pub auth: String,
    /// What the connector says about it.
    pub registration: RegistrationView,
    /// The path of its redirect address, whichever way the browser comes back to this computer: 128 random
    /// bits, to be given back with `oauth_app.add`.
    pub redirect_path: String,
    /// The redirect address to register, without the port where it does not count. Absent where only the
    /// person knows one.
    #[serde(default)]
    pub redirect_address: Option<String>,
}

/// Registers an OAuth app.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddOAuthApp {
    /// The connector.
    pub connector: ConnectorId,
    /// The authentication scheme; needed when the connector has several that sign in.
    #[serde(default)]
    pub auth: Option<String>,
    /// The name; generated if absent.
    #[serde(default)]
    pub name: Option<Name>,
    /// The client id that the provider gave.
    pub client_id: String,
    /// The client secret; absent for a public client.
    #[serde(default)]
    pub client_secret: Option<SecretInput>,
    /// The scopes to ask for; absent = the connector's.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// How the browser comes back; absent = as the connector's provider takes it.
    #[serde(default)]
    pub redirect: Option<Redirect>,
    /// The path that was proposed, and is registered at the provider by now; a new one if absent.
    #[serde(default)]
    pub redirect_path: Option<String>,
    /// Non-secret fields that the connector's OAuth addresses need, such as a tenant.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// When the client secret ends, if the provider says so.
    #[serde(default)]
    pub secret_expires_at: Option<Timestamp>,
    /// The provider runs it in test mode, where grants end after seven days (Google).
    #[serde(default)]
    pub test_mode: bool,
    /// Loopback or private addresses that may be connected to.
    #[serde(default)]
    pub private: Vec<HostPort>,
}

/// Changes an OAuth app; absent fields stay. A new address asks for the client secret again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateOAuthApp {
    /// Which.
    pub oauth_app: Reference,
    /// The version that was edited; refused if it has changed since.
    #[serde(default)]
    pub version: Option<i64>,
    /// A new name.
    #[serde(default)]
    pub name: Option<Name>,
    /// A new client id.
    #[serde(default)]
    pub client_id: Option<String>,
    /// A new client secret. Unless a new end is given with it, none is known.
    #[serde(default)]
    pub client_secret: Option<SecretInput>,
    /// The scopes to ask for from now on.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// How the browser comes back.
    #[serde(default)]
    pub redirect: Option<Redirect>,
    /// The path of its redirect address, as it was proposed.
    #[serde(default)]
    pub redirect_path: Option<String>,
    /// Non-secret fields.
    #[serde(default)]
    pub fields: Option<Map<String, Value>>,
    /// When the client secret ends.
    #[serde(default)]
    pub secret_expires_at: Option<Timestamp>,
    /// Whether the provider runs it in test mode.
    #[serde(default)]
    pub test_mode: Option<bool>,
    /// Loopback or private addresses that may be connected to.
    #[serde(default)]
    pub private: Option<Vec<HostPort>>,
    /// What to clear. Refused together with a new value.
    #[serde(default)]
    pub clear: Vec<ClearedAppField>,
}

/// What an OAuth app can go without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClearedAppField {
    /// It has no client secret any more: a public client.
    ClientSecret,
    /// The connector's scopes are asked for again.
    Scopes,
    /// Nobody knows when the client secret ends.
    SecretExpiresAt,
}

impl ClearedAppField {
    /// The name on the wire, which is that of the field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::Scopes => "scopes",
            Self::SecretExpiresAt => "secret_expires_at",
        }
    }
}

/// Names an OAuth app.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowOAuthApp {
    /// Which.
    pub oauth_app: Reference,
}

/// Lists OAuth apps.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOAuthApps {
    /// Only this connector's.
    #[serde(default)]
    pub connector: Option<ConnectorId>,
}

/// An OAuth app, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OAuthAppView {
    /// Its id.
    pub id: OAuthAppId,
    /// Its name.
    pub name: String,
    /// Its connector.
    pub connector: ConnectorId,
    /// Its authentication scheme.
    pub auth: String,
    /// The client id: public.
    pub client_id: String,
    /// Whether a client secret is stored.
    pub has_secret: bool,
    /// The scopes that it asks for.
    pub scopes: Vec<String>,
    /// Whether these are the connector's, because nobody chose others.
    pub usual_scopes: bool,
    /// How the browser comes back.
    pub redirect: Redirect,
    /// The redirect address to register at the provider, without the port where it does not count.
    pub redirect_address: String,
    /// Its path, which stays when the browser is to come back another way.
    pub redirect_path: String,
    /// Where it is registered: the provider's console, if the connector knows it.
    #[serde(default)]
    pub console_url: Option<String>,
    /// Non-secret fields.
    pub public: Map<String, Value>,
    /// When the client secret ends.
    #[serde(default)]
    pub secret_expires_at: Option<Timestamp>,
    /// Whether grants end after seven days.
    pub test_mode: bool,
    /// Approved loopback or private addresses.
    pub private: Vec<HostPort>,
    /// How many credentials were signed in with it.
    pub credentials: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
}

/// An OAuth app that was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SavedOAuthApp {
    /// The OAuth app.
    pub oauth_app: OAuthAppView,
}
