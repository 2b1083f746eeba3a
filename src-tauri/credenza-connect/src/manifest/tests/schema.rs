//! The schemas forms are made from, and the schema of connector files.

use serde_json::{Value, json};

use super::{GOOD, built_in, good};
use crate::catalogue::Catalogue;
use crate::manifest::{Connector, file_schema};

const FILE_SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/connector.schema.json");

#[test]
fn the_schema_of_a_scheme_is_closed_and_marks_secrets() {
    let schema = good().schema_for("token").unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(schema["properties"]["token"]["writeOnly"], json!(true));
    assert_eq!(
        schema["properties"]["limit"],
        json!({"type": "integer", "title": "Limit", "default": 50, "minimum": 1, "maximum": 100})
    );
    assert_eq!(good().schema_for("nonsense"), None);
}

#[test]
fn several_schemes_are_told_apart_by_a_constant() {
    let schema = built_in("sftp").draft_schema();
    let found: Vec<(&Value, &Value)> = schema["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["properties"]["auth_type"]["const"], &one["required"][0]))
        .collect();
    assert_eq!(
        found,
        [(&json!("password"), &json!("auth_type")), (&json!("key_file"), &json!("auth_type"))]
    );
    assert!(good().draft_schema().get("oneOf").is_none(), "one scheme needs no choice");
}

#[test]
fn fields_keep_the_order_of_the_form() {
    let postgresql = built_in("postgresql");
    assert_eq!(postgresql.secret_fields("password"), ["password"]);
    assert_eq!(
        postgresql.public_fields("password"),
        ["host", "port", "database", "username", "tls_mode", "ca_certificate"]
    );
    let shown =
        postgresql.public_part("password", &json!({"host": "h", "password": "p", "unknown": 1}));
    assert_eq!(shown, json!({"host": "h"}));
}

#[test]
fn every_draft_schema_is_a_valid_json_schema_without_references() {
    for connector in Catalogue::builtin().list(None) {
        let schema = connector.draft_schema();
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{}", connector.id);
        assert!(!schema.to_string().contains("$ref"), "{}", connector.id);
    }
}

/// `CREDENZA_GENERATE=1 cargo test -p credenza-connect file_schema` writes the committed copy.
#[test]
fn the_committed_file_schema_is_up_to_date() {
    let generated = format!("{}\n", serde_json::to_string_pretty(&file_schema()).unwrap());
    if std::env::var_os("CREDENZA_GENERATE").is_some() {
        std::fs::write(FILE_SCHEMA, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(FILE_SCHEMA).unwrap();
    assert!(
        committed == generated,
        "run CREDENZA_GENERATE=1 cargo test -p credenza-connect file_schema"
    );
}

#[test]
fn every_catalogue_file_validates_against_the_file_schema() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(FILE_SCHEMA).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let value: Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        assert_eq!(
            path.file_stem().unwrap().to_str(),
            value["id"].as_str(),
            "a file is named after its id"
        );
        seen += 1;
    }
    assert!(seen >= 40);
    let control: Value = toml::from_str(&GOOD.replace("description", "descripton")).unwrap();
    assert!(!validator.is_valid(&control), "the control must fail");
}

#[test]
fn a_connector_survives_the_round_trip() {
    for connector in Catalogue::builtin().list(None) {
        let text = toml::to_string(connector).unwrap();
        assert_eq!(&Connector::parse("again.toml", &text).unwrap(), connector);
    }
}
