//! The JSON Schema of connector files, for editors and for people who write one.
//! It is generated from the types; `schema/connector.schema.json` is the committed copy.

use serde_json::{Value, json};

use super::connector::Connector;

/// The JSON Schema of a connector file.
#[must_use]
pub fn file_schema() -> Value {
    let mut schema = schemars::schema_for!(Connector).to_value();
    if let Some(members) = schema.as_object_mut() {
        members.insert("title".to_owned(), json!("Credenza connector file, format 1"));
    }
    schema
}
