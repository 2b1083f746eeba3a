//! The JSON Schemas that forms, the API and the command line are made from.

use serde_json::{Map, Value, json};

use super::auth::AuthScheme;
use super::connector::Connector;
use super::fields::Field;
use super::select::DISCRIMINATOR;

impl Connector {
    /// The JSON Schema of one scheme's credential. Secret fields are `writeOnly`; nothing else is allowed in.
    #[must_use]
    pub fn schema_for(&self, auth_id: &str) -> Option<Value> {
        self.find_auth(auth_id).map(scheme_schema)
    }

    /// The JSON Schema of a draft. With several schemes it is a `oneOf`, told apart by the constant `auth_type`.
    #[must_use]
    pub fn draft_schema(&self) -> Value {
        if let [only] = self.auth.as_slice() {
            return scheme_schema(only);
        }
        let alternatives: Vec<Value> = self.auth.iter().map(alternative).collect();
        json!({ "type": "object", "title": self.name, "oneOf": alternatives })
    }

    /// Names of the secret fields of a scheme, in the order of the form.
    #[must_use]
    pub fn secret_fields(&self, auth_id: &str) -> Vec<String> {
        self.list_fields(auth_id, |field| field.write_only)
    }

    /// Names of the fields of a scheme that may be shown, in the order of the form.
    #[must_use]
    pub fn public_fields(&self, auth_id: &str) -> Vec<String> {
        self.list_fields(auth_id, |field| !field.write_only)
    }

    /// The draft without its secrets: what may be stored in the clear and shown.
    #[must_use]
    pub fn public_part(&self, auth_id: &str, draft: &Value) -> Value {
        let public = self.public_fields(auth_id);
        let members = draft.as_object().into_iter().flatten();
        let kept: Map<String, Value> = members
            .filter(|(name, _)| public.iter().any(|field| field == *name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Value::Object(kept)
    }

    fn list_fields(&self, auth_id: &str, wanted: impl Fn(&Field) -> bool) -> Vec<String> {
        let Some(scheme) = self.find_auth(auth_id) else { return Vec::new() };
        let fields = scheme.fields.in_order().into_iter();
        fields.filter(|(_, field)| wanted(field)).map(|(name, _)| name.to_owned()).collect()
    }
}

pub(super) fn scheme_schema(scheme: &AuthScheme) -> Value {
    let properties: Map<String, Value> = scheme
        .fields
        .in_order()
        .into_iter()
        .map(|(name, field)| (name.to_owned(), field_schema(field)))
        .collect();
    let mut schema = json!({
        "type": "object",
        "title": scheme.title,
        "properties": properties,
        "required": scheme.fields.required,
        "additionalProperties": false,
    });
    if let Some(help) = &scheme.help {
        schema["description"] = json!(help);
    }
    if !scheme.fields.dependent_required.is_empty() {
        schema["dependentRequired"] = json!(scheme.fields.dependent_required);
    }
    schema
}

/// A field as JSON Schema: its own serialized form, for the types carry JSON Schema's keywords as names.
fn field_schema(field: &Field) -> Value {
    serde_json::to_value(field).unwrap_or_default()
}

/// A scheme's schema with the discriminator in front.
fn alternative(scheme: &AuthScheme) -> Value {
    let mut schema = scheme_schema(scheme);
    let mut properties = Map::new();
    properties
        .insert(DISCRIMINATOR.to_owned(), json!({ "const": scheme.id, "title": scheme.title }));
    if let Some(Value::Object(own)) = schema.get_mut("properties").map(Value::take) {
        properties.extend(own);
    }
    schema["properties"] = Value::Object(properties);
    let mut required = vec![DISCRIMINATOR.to_owned()];
    required.extend(scheme.fields.required.iter().cloned());
    schema["required"] = json!(required);
    schema
}
