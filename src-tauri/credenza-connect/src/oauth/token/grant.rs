//! What a token endpoint granted.

use crate::oauth::identity::SignedInAs;
use crate::oauth::refresh::TokenLife;
use credenza_model::Timestamp;
use secrecy::SecretString;
use std::collections::BTreeMap;

/// Tokens and what is known about them.
///
/// No `Debug`, `Clone` or `Serialize`: it holds secrets. A caller that stored a grant builds it anew from the parts.
pub struct TokenGrant {
    /// The access token; becomes the secret field `access_token`.
    pub access_token: SecretString,
    /// The refresh token, where the provider gives one.
    pub refresh_token: Option<SecretString>,
    /// When the request for it started.
    pub granted_at: Timestamp,
    /// When the access token ends; absent when the provider does not say, or says something absurd.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends, where the provider says.
    pub refresh_expires_at: Option<Timestamp>,
    /// What was granted; absent means what was asked for (RFC 6749, section 5.1).
    pub scopes: Option<Vec<String>>,
    /// Who signed in, where an identity token says.
    pub identity: Option<SignedInAs>,
    /// Further values of the answer and the callback; become public fields of the credential.
    pub stored: BTreeMap<String, String>,
    /// The provider's clock, for noticing that one of the two is wrong.
    pub server_date: Option<Timestamp>,
}

impl TokenGrant {
    /// A grant that is nothing but an access token got at `granted_at`.
    #[must_use]
    pub fn new(access_token: SecretString, granted_at: Timestamp) -> Self {
        Self {
            access_token,
            refresh_token: None,
            granted_at,
            expires_at: None,
            refresh_expires_at: None,
            scopes: None,
            identity: None,
            stored: BTreeMap::new(),
            server_date: None,
        }
    }

    /// A second holder of the same grant, for whoever has to end it later: by then the first is in other hands.
    #[must_use]
    pub fn again(&self) -> Self {
        Self {
            access_token: self.access_token.clone(),
            refresh_token: self.refresh_token.clone(),
            scopes: self.scopes.clone(),
            identity: self.identity.clone(),
            stored: self.stored.clone(),
            ..*self
        }
    }

    /// Its life, for [`refresh_due`](crate::oauth::refresh_due).
    #[must_use]
    pub const fn life(&self) -> TokenLife {
        TokenLife { granted_at: self.granted_at, expires_at: self.expires_at }
    }
}
