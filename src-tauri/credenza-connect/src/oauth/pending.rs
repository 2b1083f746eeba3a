//! What is kept between opening the browser and its answer.

use credenza_model::Timestamp;
use secrecy::SecretString;
use std::time::Duration;

/// How long a sign-in may take from opening the browser to the callback.
pub const SIGN_IN_LIFE: Duration = Duration::from_secs(10 * 60);

/// One sign-in that waits for its callback. It is good for one callback: whoever keeps it removes it before
/// judging the callback.
///
/// No `Debug`, `Clone` or `Serialize`: verifier and nonce are secrets, to be sealed where they are stored.
pub struct PendingSignIn {
    /// SHA-256 of the state; the state itself is only in the browser's address.
    pub state_hash: [u8; 32],
    /// The PKCE verifier (RFC 7636); absent where the provider refuses PKCE.
    pub verifier: Option<SecretString>,
    /// The OpenID Connect nonce, if `openid` was asked for.
    pub nonce: Option<SecretString>,
    /// Who must have answered, if the connector says.
    pub issuer: Option<ExpectedIssuer>,
    /// Where the code will be exchanged, without secrets, for the record and against mix-ups.
    pub token_url: String,
    /// The client the code is for.
    pub client_id: String,
    /// Where the browser was told to come back to.
    pub redirect_uri: String,
    /// What was asked for.
    pub scopes: Vec<String>,
    /// When the browser was opened.
    pub created_at: Timestamp,
    /// When it ends, by a clock that may be set: for people. A callback is judged by its age instead.
    pub expires_at: Timestamp,
}

/// The issuer a callback must name (RFC 9207).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedIssuer {
    /// Its identifier, compared as plain text.
    pub issuer: String,
    /// The provider says that it always sends `iss`: a callback without it is refused.
    pub is_advertised: bool,
}
