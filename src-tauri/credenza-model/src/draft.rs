//! What a person typed into a credential's form. It may hold secrets, so it can come in but not go
//! out: there is no `Serialize`, `Debug` or `Clone`, and its strings are zeroized when it is dropped.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroize;

/// The fields of a draft, by name. JSON Schema marks the secret ones `writeOnly`; until a draft has
/// been split by its schema, every field is treated as a secret.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub struct DraftFields(Map<String, Value>);

impl DraftFields {
    /// Wraps fields; from here on they are zeroized on drop.
    #[must_use]
    pub fn new(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// The fields, to be validated, split and sealed. Never to be logged or sent back.
    #[must_use]
    pub fn expose(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The fields, to be changed in place.
    pub fn expose_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }

    /// A text field, if it is present and not empty.
    #[must_use]
    pub fn find_text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Takes one field out; the caller becomes responsible for zeroizing it.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name)
    }
}

impl Drop for DraftFields {
    fn drop(&mut self) {
        self.0.values_mut().for_each(zeroize_strings);
    }
}

/// Overwrites every string in `value`.
pub fn zeroize_strings(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(zeroize_strings),
        Value::Object(fields) => fields.values_mut().for_each(zeroize_strings),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl JsonSchema for DraftFields {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DraftFields".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "Fields by name, as the connector's schema names them. Write-only.",
            "additionalProperties": true,
            "writeOnly": true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static_assertions::assert_not_impl_any!(DraftFields: std::fmt::Debug, serde::Serialize, Clone);

    #[test]
    fn an_empty_text_counts_as_absent() {
        let fields: DraftFields = serde_json::from_str(r#"{"a": "", "b": "x", "c": 1}"#).unwrap();
        assert_eq!(fields.find_text("a"), None);
        assert_eq!(fields.find_text("b"), Some("x"));
        assert_eq!(fields.find_text("c"), None);
    }
}
