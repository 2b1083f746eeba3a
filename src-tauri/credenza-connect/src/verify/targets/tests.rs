//! Every value that the catalogue lets a person choose leads to a target of the driver.

use super::*;
use crate::catalogue::Catalogue;
use crate::manifest::AuthScheme;
use crate::verify::Fields;
use serde_json::json;
use std::collections::BTreeMap;

fn scheme(connector: &str, auth: &str) -> &'static AuthScheme {
    Catalogue::builtin().get(connector).unwrap().find_auth(auth).unwrap()
}

fn values(auth: &AuthScheme, public: serde_json::Value, secrets: &[(&str, &str)]) -> FieldValues {
    let secrets: BTreeMap<String, SecretString> = secrets
        .iter()
        .map(|(name, text)| ((*name).to_owned(), SecretString::from(*text)))
        .collect();
    Fields::new(public.as_object().unwrap().clone(), secrets).values(auth)
}

fn choices(auth: &AuthScheme, field: &str) -> Vec<String> {
    auth.fields.properties[field].choices.clone().unwrap()
}

#[test]
fn every_encryption_the_catalogue_offers_is_one_the_drivers_know() {
    let auth = scheme("smtp", "password");
    for tls in choices(auth, "tls") {
        let fields = json!({"host": "mail.example.org", "username": "ana", "tls": tls});
        let target = smtp(&values(auth, fields, &[("password", "x")])).unwrap();
        let expected = match tls.as_str() {
            "starttls" => SmtpSecurity::StartTls,
            "implicit" => SmtpSecurity::Tls,
            _ => SmtpSecurity::None,
        };
        assert_eq!((target.security, target.port), (expected, 587));
    }
    let auth = scheme("postgresql", "password");
    for mode in choices(auth, "tls_mode") {
        let fields = json!({"host": "db", "database": "d", "username": "u", "tls_mode": mode});
        let target = postgresql(&values(auth, fields, &[("password", "x")])).unwrap();
        assert_eq!(serde_json::to_value(target.tls_mode).unwrap(), json!(mode));
        assert_eq!(target.port, 5432);
    }
}

#[test]
fn a_connection_string_and_a_key_file_are_taken_where_their_scheme_is() {
    let auth = scheme("postgresql", "connection_string");
    let text = "postgresql://ana:x@db.example.org:6432/shop";
    let target = postgresql(&values(auth, json!({}), &[("connection_string", text)])).unwrap();
    assert_eq!(
        (target.host.as_str(), target.port, target.database.as_str()),
        ("db.example.org", 6432, "shop")
    );
    let auth = scheme("sftp", "key_file");
    let fields = json!({"host": "files.example.org", "username": "ana"});
    let target = sftp(&values(auth, fields, &[("private_key_data", "-----BEGIN")])).unwrap();
    assert!(matches!(target.auth, SftpAuth::KeyFile { .. }));
    assert_eq!((target.port, target.test_path.as_deref()), (22, Some("/")));
}

#[test]
fn what_is_missing_is_named() {
    let auth = scheme("sftp", "password");
    let failure = sftp(&values(auth, json!({"host": "h", "username": "u"}), &[])).err().unwrap();
    assert_eq!(failure.field.as_deref(), Some("password"));
}
