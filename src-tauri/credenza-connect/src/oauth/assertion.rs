//! Assertions of service accounts (RFC 7523, section 3): claims, signed with the key of a key file, that the token
//! endpoint exchanges for a token. The key itself is sent nowhere.

use super::key_file::{KeyFileError, ServiceAccountKey};
use crate::manifest::{Lookup, OAuth, render};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credenza_model::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};

/// The field that holds the key file.
pub const KEY_FILE: &str = "key_file";
/// The field that names whom to act for.
const SUBJECT: &str = "subject";
/// How long an assertion is good for, in seconds. Google takes no longer one.
const LIFE: i64 = 3600;

/// What an assertion says.
pub(crate) struct Claims<'a> {
    /// For whom it is made (`aud`).
    pub(crate) audience: &'a str,
    /// The scopes that are asked for; empty = none.
    pub(crate) scope: &'a str,
    /// The person to act for (`sub`); empty = nobody.
    pub(crate) subject: &'a str,
    /// When it is made; it is good for an hour from then.
    pub(crate) now: Timestamp,
    /// Its own id (`jti`), so that nobody can use it twice.
    pub(crate) id: [u8; 16],
}

impl Claims<'_> {
    /// The signed assertion of an account (RFC 7515, section 3.1).
    ///
    /// # Errors
    /// [`KeyFileError::CannotSign`].
    pub(crate) fn sign(&self, key: &ServiceAccountKey) -> Result<SecretString, KeyFileError> {
        let mut header = json!({ "alg": key.algorithm(), "typ": "JWT" });
        if let Some(id) = key.key_id() {
            header["kid"] = json!(id);
        }
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&self.payload(key.client_email())));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())?);
        Ok(SecretString::from(format!("{signed}.{signature}")))
    }

    fn payload(&self, issuer: &str) -> Value {
        let issued = self.now.as_millis() / 1000;
        let mut claims = json!({
            "iss": issuer,
            "aud": self.audience,
            "iat": issued,
            "exp": issued + LIFE,
            "jti": URL_SAFE_NO_PAD.encode(self.id),
        });
        for (name, text) in [("scope", self.scope), ("sub", self.subject)] {
            if !text.is_empty() {
                claims[name] = json!(text);
            }
        }
        claims
    }
}

/// The assertion that a credential's fields make: its key file, and whom it acts for. `claims` says the rest; its
/// audience is the token endpoint, and gives way to the connector's own.
///
/// # Errors
/// [`KeyFileError`].
pub(crate) fn assertion_of(
    oauth: &OAuth,
    values: &dyn Lookup,
    claims: &Claims<'_>,
) -> Result<SecretString, KeyFileError> {
    let text = |name: &str| values.find(name).map(|value| value.text).unwrap_or_default();
    let key = ServiceAccountKey::parse(&SecretString::from(text(KEY_FILE)))?;
    let other = oauth.assertion_audience.as_ref().and_then(|one| render(one, values).ok()?);
    let other = other.map(|one| one.expose().to_owned()).filter(|one| !one.is_empty());
    let audience = other.as_deref().unwrap_or(claims.audience);
    Claims { audience, subject: text(SUBJECT), ..*claims }.sign(&key)
}
