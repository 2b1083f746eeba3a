//! Schemes that sign in: which they are, and their fields. The client's id and secret belong to the OAuth
//! app, the tokens to the sign-in; what is left is what a person fills in.

use super::tokens::REFRESH_TOKEN;
use crate::draft::{PreparedDraft, fields_failure, with_policy};
use crate::policy::Policy;
use credenza_connect::manifest::{ACCESS_TOKEN, AuthScheme, Connector, Grant};
use credenza_connect::verify::Fields;
use credenza_model::HostPort;
use credenza_protocol::credential::Approvals;
use credenza_protocol::{ErrorCode, Failure};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The client's id: public, and kept beside the token, since some services want it in every request.
pub(crate) const CLIENT_ID: &str = "client_id";
/// The client's secret: the OAuth app's, never a credential's.
pub(crate) const CLIENT_SECRET: &str = "client_secret";
/// What a sign-in puts into the sealed secret.
pub(crate) const TOKEN_FIELDS: [&str; 2] = [ACCESS_TOKEN, REFRESH_TOKEN];

/// Whether the scheme signs in through the browser or with a device code.
pub(crate) fn signs_in(scheme: &AuthScheme) -> bool {
    scheme.oauth.as_ref().is_some_and(|oauth| oauth.grant == Grant::AuthorizationCode)
}

/// Somebody filled in a form where a sign-in is needed.
pub(crate) struct NotSignedIn<'a> {
    pub(crate) connector: &'a Connector,
    pub(crate) scheme: &'a AuthScheme,
}

impl From<NotSignedIn<'_>> for Failure {
    fn from(place: NotSignedIn<'_>) -> Self {
        let (connector, title) = (&place.connector.id, &place.scheme.title);
        Self::new(
            ErrorCode::DraftInvalid,
            format!("'{title}' signs in through the browser; there is no form to fill in"),
        )
        .hint("Continue in the browser instead.")
        .details(json!({ "signs_in": connector }))
    }
}

/// Checks and completes the fields that a person filled in for a scheme that signs in. Returned are all of
/// them, the secret ones among them, without client secret and tokens.
pub(crate) fn prepare_fields(
    connector: &Connector,
    scheme: &AuthScheme,
    given: &Map<String, Value>,
    client_id: &str,
) -> Result<Map<String, Value>, Failure> {
    let properties = &scheme.fields.properties;
    let mut draft = given.clone();
    for name in [CLIENT_ID, CLIENT_SECRET] {
        draft.shift_remove(name);
    }
    if properties.contains_key(CLIENT_ID) {
        draft.insert(CLIENT_ID.to_owned(), client_id.into());
    }
    // The schema may ask for it; the OAuth app has it, and it is not needed to check the rest.
    if properties.contains_key(CLIENT_SECRET) {
        draft.insert(CLIENT_SECRET.to_owned(), "of-the-oauth-app".into());
    }
    let mut prepared =
        connector.prepare(&scheme.id, &Value::Object(draft)).map_err(fields_failure)?;
    let mut fields = prepared.as_object_mut().map(std::mem::take).unwrap_or_default();
    fields.shift_remove(CLIENT_SECRET);
    Ok(fields)
}

/// The draft of a credential that was signed in: its fields, what was stored beside the token, the tokens.
pub(crate) fn signed_in_draft(
    connector: Arc<Connector>,
    auth: usize,
    fields: &Map<String, Value>,
    stored: &BTreeMap<String, String>,
    tokens: BTreeMap<String, SecretString>,
    private: &[HostPort],
    before: Option<&Policy>,
) -> Result<PreparedDraft, Failure> {
    let scheme = &connector.auth[auth];
    let split = Fields::from_prepared(scheme, &Value::Object(fields.clone()));
    let mut public = split.public().clone();
    for (name, text) in stored {
        public.insert(name.clone(), text.as_str().into());
    }
    // A value that an earlier sign-in stored is public although no form names it.
    for (name, value) in fields {
        let beside = !scheme.fields.properties.contains_key(name);
        if beside && !stored.contains_key(name) {
            public.insert(name.clone(), value.clone());
        }
    }
    let mut secrets: BTreeMap<String, SecretString> = split
        .list_secrets()
        .filter(|(name, _)| scheme.fields.properties.contains_key(*name))
        .map(|(name, secret)| (name.to_owned(), secret.clone()))
        .collect();
    secrets.extend(tokens);
    let approvals = Approvals { private: private.to_vec(), host_key: None };
    with_policy(connector, auth, Fields::new(public, secrets), &approvals, before)
}
