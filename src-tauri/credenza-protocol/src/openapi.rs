//! The OpenAPI 3.1 document, built from the list of operations.

use crate::operation::OperationName;
use crate::{Event, Failure};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The document. The same for the same version: it is committed, and a test compares it.
#[must_use]
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.into_generator();
    let paths = paths(&mut generator);
    generator.subschema_for::<Event>();
    generator.subschema_for::<Failure>();
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Credenza",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every operation of Credenza. A reply never contains a secret.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        },
        "paths": paths,
        "components": {"schemas": schemas}
    })
}

fn paths(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let failure = generator.subschema_for::<Failure>();
    OperationName::ALL
        .iter()
        .map(|operation| {
            let (request, response) = operation.schemas(generator);
            let item = json!({"post": {
                "operationId": operation.as_str(),
                "summary": operation.summary(),
                "x-credenza-kind": operation.kind(),
                "x-credenza-stale-views": operation.stale_views(),
                "requestBody": {"required": true, "content": {"application/json": {"schema": request}}},
                "responses": {
                    "200": {"description": "Done", "content": {"application/json": {"schema": response}}},
                    "default": {"description": "Refused or failed", "content": {"application/json": {"schema": {
                        "type": "object", "required": ["error"], "properties": {"error": failure}
                    }}}}
                }
            }});
            (format!("/rpc/{}", operation.as_str()), item)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_stands_in_the_document() {
        let document = document();
        for operation in OperationName::ALL {
            assert!(document["paths"].get(format!("/rpc/{}", operation.as_str())).is_some());
        }
        assert!(document["components"]["schemas"].get("CredentialView").is_some());
    }

    /// The write-only promise, at the level of types: what goes out has no place for a secret.
    #[test]
    fn no_response_has_a_write_only_field() {
        let document = document();
        let schemas = &document["components"]["schemas"];
        for operation in OperationName::ALL {
            let path = format!("/rpc/{}", operation.as_str());
            let response = &document["paths"][path]["post"]["responses"]["200"];
            let mut seen = Vec::new();
            assert!(!holds_write_only(response, schemas, &mut seen), "{}", operation.as_str());
        }
        // The control: a request that does hold one is caught.
        let request = &document["paths"]["/rpc/credential.add"]["post"]["requestBody"];
        assert!(holds_write_only(request, schemas, &mut Vec::new()));
    }

    fn holds_write_only(schema: &Value, schemas: &Value, seen: &mut Vec<String>) -> bool {
        match schema {
            Value::Array(items) => items.iter().any(|item| holds_write_only(item, schemas, seen)),
            Value::Object(fields) => {
                if fields.get("writeOnly") == Some(&Value::Bool(true)) {
                    return true;
                }
                let target = fields.get("$ref").and_then(Value::as_str);
                if let Some(name) = target.and_then(|path| path.rsplit('/').next())
                    && !seen.iter().any(|known| known == name)
                {
                    seen.push(name.to_owned());
                    return holds_write_only(&schemas[name], schemas, seen);
                }
                fields.values().any(|value| holds_write_only(value, schemas, seen))
            }
            _ => false,
        }
    }
}
