//! Tokens of programs (client credentials, service accounts): kept beside the secret that they were asked
//! for with, sealed like it, and described by a grant without an OAuth app.
//!
//! Deliberately absent: keeping one in memory. Every process finds it in the vault.

use super::tokens::{REFRESH_TOKEN, new_grant, refresh_moment};
use credenza_connect::manifest::{ACCESS_TOKEN, AuthScheme, Grant};
use credenza_connect::oauth::TokenGrant;
use credenza_connect::verify::Fields;
use credenza_model::CredentialId;
use credenza_store::table::oauth_grant;
use credenza_store::{Scope, StoreError, WriteTx};
use credenza_vault::SecretDocument;
use secrecy::SecretString;
use serde_json::Value;
use std::collections::BTreeMap;

/// Values that came with the token, such as the host to use it at: a JSON object.
const VALUES: &str = "access_token_values";

/// What is sealed beside the secret fields of the form.
pub(crate) const KEPT_FIELDS: [&str; 2] = [ACCESS_TOKEN, VALUES];

/// Whether tokens of this scheme are kept: it asks for them itself, and no field of the form is one.
pub(crate) fn keeps_token(scheme: &AuthScheme) -> bool {
    scheme.oauth.as_ref().is_some_and(|oauth| oauth.grant != Grant::AuthorizationCode)
        && !scheme.fields.properties.contains_key(ACCESS_TOKEN)
}

/// Puts a token into the secret that it was asked for with.
pub(crate) fn put_kept(secret: &mut SecretDocument, given: &TokenGrant) {
    secret.set_text(ACCESS_TOKEN, &given.access_token);
    let values = serde_json::to_string(&given.stored).unwrap_or_default();
    secret.set_text(VALUES, &SecretString::from(values));
    // Only of a provider whose form has it as a field, and which changed it.
    if let Some(token) = &given.refresh_token {
        secret.set_text(REFRESH_TOKEN, token);
    }
}

/// Puts a kept token, and what came with it, among the fields for one use.
pub(crate) fn insert_kept(secret: &SecretDocument, fields: &mut Fields) {
    let Some(token) = secret.expose_text(ACCESS_TOKEN) else { return };
    fields.insert_secret(ACCESS_TOKEN, SecretString::from(token));
    let values = secret.expose_text(VALUES).and_then(|text| serde_json::from_str(text).ok());
    let values: BTreeMap<String, String> = values.unwrap_or_default();
    for (name, text) in values {
        fields.insert_public(&name, Value::String(text));
    }
}

/// Writes the grant of a token that is being sealed in the same transaction.
pub(crate) async fn put_kept_grant(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: CredentialId,
    given: &TokenGrant,
) -> Result<(), StoreError> {
    let mut grant = new_grant(credential, None, given, &[], None, true);
    oauth_grant::put(tx, scope, &mut grant, refresh_moment(given, true)).await
}
