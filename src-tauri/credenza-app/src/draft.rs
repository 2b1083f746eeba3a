//! From what was typed to what is verified and sealed: the same fields, split by the schema.
//!
//! When a stored credential is edited, the draft is merged with the stored fields; what was left
//! alone keeps its value. A stored secret never follows a changed host: it has to be typed again.

use crate::oauth::{
    CLIENT_ID, KEPT_FIELDS, NotSignedIn, TOKEN_FIELDS, keeps_token, prepare_fields,
    signed_in_draft, signs_in,
};
use crate::policy::Policy;
use credenza_connect::manifest::{
    ACCESS_TOKEN, AuthScheme, Connector, DISCRIMINATOR, FieldError, Grant, SelectError,
};
use credenza_connect::oauth::{KEY_FILE, ServiceAccountKey, TokenSlot};
use credenza_connect::verify::Fields;
use credenza_model::draft::zeroize_strings;
use credenza_protocol::credential::{Approvals, Draft};
use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::SecretDocument;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A draft that fits its connector's schema.
pub(crate) struct PreparedDraft {
    pub(crate) connector: Arc<Connector>,
    auth: usize,
    pub(crate) fields: Fields,
    /// Where its secret may be sent, and what a person approved.
    pub(crate) policy: Policy,
    /// The SSH host key that a person accepted just now.
    pub(crate) accepted_host_key: Option<String>,
    /// The token that a dry run of a program's credential got on the way.
    pub(crate) granted: TokenSlot,
}

impl PreparedDraft {
    /// The authentication scheme.
    pub(crate) fn scheme(&self) -> &AuthScheme {
        &self.connector.auth[self.auth]
    }

    /// The secret fields as the one document that is sealed.
    pub(crate) fn secret_document(&self) -> SecretDocument {
        let mut document = SecretDocument::new();
        for (name, secret) in self.fields.list_secrets() {
            document.set_text(name, secret);
        }
        document
    }

    /// The names of the secret fields.
    pub(crate) fn secret_names(&self) -> Vec<String> {
        self.fields.list_secrets().map(|(name, _)| name.to_owned()).collect()
    }
}

/// What is stored of the credential that is being edited.
pub(crate) struct Stored<'a> {
    pub(crate) auth: &'a str,
    pub(crate) public: &'a Map<String, Value>,
    pub(crate) secret: &'a SecretDocument,
    pub(crate) policy: &'a Policy,
}

/// Checks a draft against its connector's schema, merged with what is stored.
///
/// # Errors
/// `draft.invalid` with every field that does not fit; `draft.secret_required` when a stored secret
/// would go to another host.
pub(crate) fn prepare(
    connector: Arc<Connector>,
    draft: &Draft,
    stored: Option<&Stored<'_>>,
) -> Result<PreparedDraft, Failure> {
    let requested = draft.auth.as_deref().or(stored.map(|stored| stored.auth));
    let mut merged = merge(&connector, draft, requested, stored);
    let selected = connector
        .select_scheme(&merged, requested)
        .map(|scheme| connector.auth.iter().position(|known| known.id == scheme.id).unwrap_or(0))
        .map_err(|error| {
            unknown_fields(&connector, &merged).unwrap_or_else(|| scheme_failure(&error))
        });
    let policy = stored.map(|stored| stored.policy);
    let prepared = selected.and_then(|auth| {
        let scheme = &connector.auth[auth];
        if signs_in(scheme) {
            return prepare_signed_in(connector.clone(), auth, &merged, &draft.approvals, policy);
        }
        let mut value = connector
            .prepare(&scheme.id, &Value::Object(merged.clone()))
            .map_err(fields_failure)?;
        let fields = Fields::from_prepared(scheme, &value);
        zeroize_strings(&mut value);
        check_key_file(scheme, &fields)?;
        with_policy(connector.clone(), auth, fields, &draft.approvals, policy)
    });
    merged.values_mut().for_each(zeroize_strings);
    let prepared = prepared?;
    if let Some(stored) = stored {
        refuse_stored_secret_to_new_host(&prepared, draft, stored)?;
    }
    Ok(prepared)
}

/// A file that is no service account's key file is told before anybody is asked.
fn check_key_file(scheme: &AuthScheme, fields: &Fields) -> Result<(), Failure> {
    if scheme.oauth.as_ref().is_none_or(|oauth| oauth.grant != Grant::JwtBearer) {
        return Ok(());
    }
    let file = fields.list_secrets().find(|(name, _)| *name == KEY_FILE);
    match file.map(|(_, file)| ServiceAccountKey::parse(file)) {
        Some(Err(error)) => Err(fields_failure(vec![FieldError {
            field: format!("/{KEY_FILE}"),
            message: error.to_string(),
        }])),
        _ => Ok(()),
    }
}

/// Fields with the policy that follows from them: where their secrets may be sent.
pub(crate) fn with_policy(
    connector: Arc<Connector>,
    auth: usize,
    fields: Fields,
    approvals: &Approvals,
    stored: Option<&Policy>,
) -> Result<PreparedDraft, Failure> {
    let scheme = &connector.auth[auth];
    let hosts = connector.allowed_hosts(&scheme.id, &fields.values(scheme)).map_err(|error| {
        Failure::new(ErrorCode::DraftInvalid, format!("The host cannot be told: {error}"))
    })?;
    let policy = Policy::new(&connector, scheme, hosts, approvals, stored);
    let accepted_host_key = approvals.host_key.clone();
    let granted = TokenSlot::default();
    Ok(PreparedDraft { connector, auth, fields, policy, accepted_host_key, granted })
}

/// The draft of a credential that was signed in: the fields are checked as a form's, and its tokens stay as
/// they are. A draft without a token is no sign-in.
fn prepare_signed_in(
    connector: Arc<Connector>,
    auth: usize,
    merged: &Map<String, Value>,
    approvals: &Approvals,
    stored: Option<&Policy>,
) -> Result<PreparedDraft, Failure> {
    let scheme = &connector.auth[auth];
    let mut tokens = BTreeMap::new();
    let mut form = Map::new();
    let mut beside = BTreeMap::new();
    for (name, value) in merged {
        let text = value.as_str();
        match text.filter(|_| TOKEN_FIELDS.contains(&name.as_str())) {
            Some(token) => {
                tokens.insert(name.clone(), SecretString::from(token));
            }
            None if scheme.fields.properties.contains_key(name) || stored.is_none() => {
                form.insert(name.clone(), value.clone());
            }
            None => {
                beside.insert(name.clone(), text.unwrap_or_default().to_owned());
            }
        }
    }
    if stored.is_none() || !tokens.contains_key(ACCESS_TOKEN) {
        return Err(NotSignedIn { connector: &connector, scheme }.into());
    }
    let client_id = form.get(CLIENT_ID).and_then(Value::as_str).unwrap_or("?").to_owned();
    let fields = prepare_fields(&connector, scheme, &form, &client_id)?;
    signed_in_draft(connector, auth, &fields, &beside, tokens, &approvals.private, stored)
}

fn merge(
    connector: &Connector,
    draft: &Draft,
    requested: Option<&str>,
    stored: Option<&Stored<'_>>,
) -> Map<String, Value> {
    let mut merged = Map::new();
    if let Some(stored) = stored {
        merged.extend(stored.public.iter().map(|(name, value)| (name.clone(), value.clone())));
        // A program's kept token is no field of the form: who changes the form gets a new one.
        let kept = connector.find_auth(stored.auth).is_some_and(keeps_token);
        let is_form = |name: &&str| !kept || !KEPT_FIELDS.contains(name);
        for name in stored.secret.field_names().filter(is_form) {
            let value = stored.secret.expose_value(name).cloned().unwrap_or(Value::Null);
            merged.insert(name.to_owned(), value);
        }
    }
    for (name, value) in draft.fields.expose() {
        if stored.is_some() && is_empty(value) && is_secret(connector, requested, name) {
            continue;
        }
        merged.insert(name.clone(), value.clone());
    }
    for name in &draft.clear {
        merged.shift_remove(name);
    }
    merged
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

fn is_secret(connector: &Connector, auth: Option<&str>, name: &str) -> bool {
    connector
        .auth
        .iter()
        .filter(|scheme| auth.is_none_or(|auth| auth == scheme.id))
        .any(|scheme| scheme.fields.properties.get(name).is_some_and(|field| field.write_only))
}

fn refuse_stored_secret_to_new_host(
    prepared: &PreparedDraft,
    draft: &Draft,
    stored: &Stored<'_>,
) -> Result<(), Failure> {
    if prepared.policy.hosts == stored.policy.hosts {
        return Ok(());
    }
    let reused: Vec<&str> = prepared
        .fields
        .list_secrets()
        .filter(|(name, _)| draft.fields.find_text(name).is_none())
        // Exposed only to ask whether it is empty.
        .filter(|(_, secret)| !secret.expose_secret().is_empty())
        .map(|(name, _)| name)
        .collect();
    if reused.is_empty() {
        return Ok(());
    }
    let (from, to) = (stored.policy.hosts.join(", "), prepared.policy.hosts.join(", "));
    let errors: Vec<Value> = reused
        .iter()
        .map(|name| json!({"field": format!("/{name}"), "message": "enter it again for the new host"}))
        .collect();
    Err(Failure::new(
        ErrorCode::DraftSecretRequired,
        format!("The host changed from {from} to {to}, and a stored secret is not sent to a new host"),
    )
    .hint(format!("Enter {} again.", reused.join(" and ")))
    .details(json!({"fields": reused, "errors": errors, "from": stored.policy.hosts, "to": prepared.policy.hosts})))
}

/// Fields that no way to authenticate has: what is wrong is then the name, not the choice.
fn unknown_fields(connector: &Connector, merged: &Map<String, Value>) -> Option<Failure> {
    let knows = |name: &str| {
        name == DISCRIMINATOR
            || connector.auth.iter().any(|scheme| scheme.fields.properties.contains_key(name))
    };
    let errors: Vec<FieldError> = merged
        .keys()
        .filter(|name| !knows(name))
        .map(|name| FieldError {
            field: format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            message: "is not a field of this connector".to_owned(),
        })
        .collect();
    (!errors.is_empty()).then(|| fields_failure(errors))
}

fn scheme_failure(error: &SelectError) -> Failure {
    let choices = match error {
        SelectError::Unknown { choices, .. } | SelectError::Ambiguous { choices } => choices,
    };
    let ids: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
    Failure::new(ErrorCode::DraftInvalid, error.to_string())
        .hint(format!("Choose one of: {}.", ids.join(", ")))
        .details(json!({
            "errors": [{"field": "/auth_type", "message": error.to_string()}],
            "choices": choices.iter().map(|choice| json!({"id": choice.id, "title": choice.title})).collect::<Vec<_>>(),
        }))
}

pub(crate) fn fields_failure(errors: Vec<FieldError>) -> Failure {
    let count = errors.len();
    let noun = if count == 1 { "field needs" } else { "fields need" };
    let list: Vec<Value> = errors
        .iter()
        .map(|error| json!({"field": error.field, "message": error.message}))
        .collect();
    let first = errors
        .first()
        .map(|error| format!(": {} {}", error.field.trim_start_matches('/'), error.message))
        .unwrap_or_default();
    Failure::new(ErrorCode::DraftInvalid, format!("{count} {noun} attention{first}"))
        .hint("Change what stands at each of these fields. Nothing was saved.")
        .details(json!({ "errors": list }))
}
