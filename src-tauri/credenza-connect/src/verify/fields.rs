//! The fields of one credential as a dry run takes them: what may be shown apart from what may not.

use crate::manifest::{AuthScheme, FieldValues};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The fields of one credential. No `Debug`, `Clone` or `Serialize`: some of them are secrets.
#[derive(Default)]
pub struct Fields {
    public: Map<String, Value>,
    secrets: BTreeMap<String, SecretString>,
}

impl Fields {
    /// Fields that are split already. A token from a browser sign-in stands under `access_token` among the
    /// secrets; what was stored beside it (`OAuth::store`) among the public ones.
    #[must_use]
    pub fn new(public: Map<String, Value>, secrets: BTreeMap<String, SecretString>) -> Self {
        Self { public, secrets }
    }

    /// Splits a prepared draft (`Connector::prepare`) by the scheme's schema. What the schema does not
    /// name is treated as a secret. The caller stays responsible for wiping `prepared`.
    #[must_use]
    pub fn from_prepared(auth: &AuthScheme, prepared: &Value) -> Self {
        let mut fields = Self::default();
        for (name, value) in prepared.as_object().into_iter().flatten() {
            let public = auth.fields.properties.get(name).is_some_and(|field| !field.write_only);
            if public {
                fields.public.insert(name.clone(), value.clone());
            } else if let Some(text) = as_text(value) {
                fields.secrets.insert(name.clone(), text);
            }
        }
        fields
    }

    /// The fields that may be shown.
    #[must_use]
    pub fn public(&self) -> &Map<String, Value> {
        &self.public
    }

    /// The secret fields.
    #[must_use]
    pub fn secrets(&self) -> &BTreeMap<String, SecretString> {
        &self.secrets
    }

    /// A field that may be shown.
    #[must_use]
    pub fn find_public(&self, name: &str) -> Option<&Value> {
        self.public.get(name)
    }

    /// A secret field; an empty one counts as absent.
    #[must_use]
    pub fn find_secret(&self, name: &str) -> Option<&SecretString> {
        // Exposed only to ask whether it is empty.
        self.secrets.get(name).filter(|secret| !secret.expose_secret().is_empty())
    }

    /// Every secret field, by name.
    pub fn list_secrets(&self) -> impl Iterator<Item = (&str, &SecretString)> {
        self.secrets.iter().map(|(name, secret)| (name.as_str(), secret))
    }

    /// The values as templates and drivers see them: with defaults, derived values, and what a sign-in
    /// stored beside the token (an instance URL, a tenant), which is public although no form asks for it.
    #[must_use]
    pub fn values(&self, auth: &AuthScheme) -> FieldValues {
        let mut values = auth.values_from(&self.public, &self.secrets);
        for (name, value) in &self.public {
            if !auth.fields.properties.contains_key(name)
                && let Some(text) = as_text(value)
            {
                values.insert(name, text, false);
            }
        }
        values
    }

    /// Adds or replaces a value that may be shown, such as one that came with a token.
    pub fn insert_public(&mut self, name: &str, value: Value) {
        self.public.insert(name.to_owned(), value);
    }

    /// Adds or replaces a secret, such as a token just got.
    pub fn insert_secret(&mut self, name: &str, secret: SecretString) {
        self.secrets.insert(name.to_owned(), secret);
    }
}

fn as_text(value: &Value) -> Option<SecretString> {
    match value {
        Value::String(text) => Some(SecretString::from(text.as_str())),
        Value::Null => None,
        other => Some(SecretString::from(other.to_string())),
    }
}
