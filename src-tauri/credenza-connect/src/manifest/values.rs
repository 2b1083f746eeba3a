//! The values of one credential as templates see them: fields, defaults, derived values and tokens.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::auth::{AuthScheme, Derive};
use super::connector::Connector;
use super::template::{FieldValue, Lookup, render};

/// The name under which templates find the token an OAuth grant returned.
pub const ACCESS_TOKEN: &str = "access_token";

/// Values by name. No `Debug`, `Clone` or `Serialize`: some of them are secrets.
#[derive(Default)]
pub struct FieldValues {
    values: BTreeMap<String, Held>,
}

struct Held {
    text: SecretString,
    secret: bool,
}

impl FieldValues {
    /// Adds or replaces a value.
    pub fn insert(&mut self, name: &str, text: SecretString, secret: bool) {
        self.values.insert(name.to_owned(), Held { text, secret });
    }

    /// Whether there is a non-empty value with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.find(name).is_some_and(|value| !value.text.is_empty())
    }

    /// A value that may be shown; `None` when it is absent or secret.
    #[must_use]
    pub fn find_public(&self, name: &str) -> Option<&str> {
        // Reason: public values are held in the same type as secrets, but may be read.
        self.values.get(name).filter(|held| !held.secret).map(|held| held.text.expose_secret())
    }

    /// Every secret, for scrubbing answers.
    pub fn list_secrets(&self) -> impl Iterator<Item = (&str, &SecretString)> {
        self.values
            .iter()
            .filter(|(_, held)| held.secret)
            .map(|(name, held)| (name.as_str(), &held.text))
    }
}

impl Lookup for FieldValues {
    fn find(&self, name: &str) -> Option<FieldValue<'_>> {
        // Reason: templates write the value into the request it belongs to; the flag travels with it.
        self.values
            .get(name)
            .map(|held| FieldValue { text: held.text.expose_secret(), secret: held.secret })
    }
}

impl Connector {
    /// The values of a prepared draft (see [`Connector::prepare`]), with defaults and derived values.
    #[must_use]
    pub fn field_values(&self, auth_id: &str, prepared: &Value) -> FieldValues {
        let empty = Map::new();
        let draft = prepared.as_object().unwrap_or(&empty);
        self.find_auth(auth_id)
            .map(|scheme| scheme.values_from(draft, &BTreeMap::new()))
            .unwrap_or_default()
    }
}

impl AuthScheme {
    /// The values of a credential whose secrets are already kept apart from its public fields.
    ///
    /// A secret that stands among the public fields is still treated as one, by the schema.
    #[must_use]
    pub fn values_from(
        &self,
        public: &Map<String, Value>,
        secrets: &BTreeMap<String, SecretString>,
    ) -> FieldValues {
        let mut values = FieldValues::default();
        for (name, field) in &self.fields.properties {
            let value =
                public.get(name).filter(|value| !value.is_null()).or(field.default.as_ref());
            if let Some(text) = value.and_then(as_text) {
                values.insert(name, text, field.write_only);
            }
        }
        for (name, secret) in secrets {
            values.insert(name, secret.clone(), true);
        }
        for (name, derive) in &self.derive {
            if !values.contains(name)
                && let Some((text, secret)) = compute(derive, &values)
            {
                values.insert(name, text, secret);
            }
        }
        values
    }
}

fn as_text(value: &Value) -> Option<SecretString> {
    match value {
        Value::String(text) => Some(SecretString::from(text.as_str())),
        Value::Number(number) => Some(SecretString::from(number.to_string())),
        Value::Bool(flag) => Some(SecretString::from(flag.to_string())),
        _ => None,
    }
}

/// Computes a derived value; the flag says whether it is secret.
fn compute(derive: &Derive, values: &FieldValues) -> Option<(SecretString, bool)> {
    let otherwise = || derive.otherwise.as_deref().map(|text| (SecretString::from(text), false));
    let Ok(Some(source)) = render(&derive.from, values) else { return otherwise() };
    let text = source.expose();
    let case = derive.cases.iter().find(|case| {
        case.starts_with.as_deref().is_some_and(|start| text.starts_with(start))
            || case.ends_with.as_deref().is_some_and(|end| text.ends_with(end))
            || case.contains.as_deref().is_some_and(|piece| text.contains(piece))
    });
    if let Some(case) = case {
        return Some((SecretString::from(case.value.as_str()), false));
    }
    let secret = source.is_secret() && !derive.public;
    match &derive.capture {
        Some(pattern) => pattern
            .capture(text)
            .map(|found| (SecretString::from(found), secret))
            .or_else(otherwise),
        None if derive.cases.is_empty() => Some((SecretString::from(text), secret)),
        None => otherwise(),
    }
}
