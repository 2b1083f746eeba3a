//! What became of a credential's tokens at its provider when the credential was deleted.

use crate::credential::CredentialView;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A credential that went to the archive, and what became of its tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeletedCredential {
    /// The credential.
    pub credential: CredentialView,
    /// What the provider said to ending its tokens; absent = it has none to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<RevocationView>,
}

/// What became of a credential's tokens at its provider (RFC 7009).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RevocationView {
    /// The provider ended them.
    Revoked,
    /// It offers no way to: they end by themselves, or on its own pages.
    NotOffered,
    /// It did not work; they may still be good. A person can end them on the provider's own pages.
    Failed {
        /// Why, stable for programs.
        code: String,
    },
    /// They were left as they are, as was asked.
    Kept,
}
