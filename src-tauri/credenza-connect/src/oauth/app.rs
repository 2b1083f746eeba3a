//! The client that an organization registered at a provider.

use secrecy::SecretString;

/// An OAuth client: its id and, where the provider gives one, its secret.
///
/// No `Debug`, `Clone` or `Serialize`: it holds a secret.
pub struct OAuthApp {
    /// The client id.
    pub client_id: String,
    /// The client secret; absent for a public client.
    pub client_secret: Option<SecretString>,
    /// The scopes to ask for; empty for the connector's own.
    pub scopes: Vec<String>,
}
