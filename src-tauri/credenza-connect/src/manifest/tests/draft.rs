//! Selection of a scheme, repair of pasted values, validation in a person's words.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{built_in, good, object};
use crate::manifest::{Connector, FieldError, Lookup, SelectError};

fn messages(connector: &Connector, auth: &str, draft: Value) -> Vec<(String, String)> {
    let errors = connector.validate_draft(auth, &draft).err().unwrap_or_default();
    errors.into_iter().map(|FieldError { field, message }| (field, message)).collect()
}

fn chosen(
    connector: &Connector,
    draft: Value,
    requested: Option<&str>,
) -> Result<String, SelectError> {
    connector.select_scheme(&object(draft), requested).map(|scheme| scheme.id.clone())
}

#[test]
fn the_only_scheme_is_the_default() {
    assert_eq!(chosen(&good(), json!({}), None).unwrap(), "token");
}

#[test]
fn the_request_or_the_draft_names_the_scheme() {
    let sftp = built_in("sftp");
    assert_eq!(chosen(sftp, json!({}), Some("key_file")).unwrap(), "key_file");
    assert_eq!(chosen(sftp, json!({"auth_type": "password"}), None).unwrap(), "password");
    let error = chosen(sftp, json!({"auth_type": "magic"}), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no authentication method `magic`; there are: password, key_file"
    );
    assert_eq!(error.code(), "auth.unknown");
}

#[test]
fn the_fields_can_tell_the_scheme_but_never_between_equals() {
    let sftp = built_in("sftp");
    let with_key = json!({"host": "h", "username": "u", "private_key_data": "k"});
    assert_eq!(chosen(sftp, with_key, None).unwrap(), "key_file");
    assert_eq!(
        chosen(sftp, json!({"host": "h", "username": "u", "password": "p"}), None).unwrap(),
        "password"
    );
    let error = chosen(sftp, json!({"host": "h", "username": "u"}), None).unwrap_err();
    assert_eq!(error.to_string(), "say which authentication method is meant: password, key_file");
}

#[test]
fn a_connection_string_wins_over_everything_else() {
    let postgresql = built_in("postgresql");
    let both = json!({"connection_string": "postgresql://u:p@db.example/app", "host": "other", "password": "p",
                      "username": "u", "database": "d", "auth_type": "password"});
    assert_eq!(chosen(postgresql, both.clone(), Some("password")).unwrap(), "connection_string");
    let prepared = postgresql.prepare("connection_string", &both).unwrap();
    assert_eq!(prepared, json!({"connection_string": "postgresql://u:p@db.example/app"}));
    let empty = json!({"connection_string": "", "host": "h", "username": "u", "password": "p", "database": "d"});
    assert_eq!(chosen(postgresql, empty, None).unwrap(), "password");
}

#[test]
fn preparing_repairs_fills_defaults_and_drops_empties() {
    let draft = json!({"auth_type": "token", "token": "12345678", "region": " https://eu.api.acme.example/x ", "team": ""});
    let prepared = good().prepare("token", &draft).unwrap();
    assert_eq!(prepared, json!({"token": "12345678", "region": "eu", "limit": 50}));
}

#[test]
fn every_field_gets_its_own_sentence() {
    let found = messages(
        &good(),
        "token",
        json!({"region": "eu", "limit": 500, "team": 7, "colour": "red"}),
    );
    let expected = [
        ("/limit", "Limit must be at most 100."),
        ("/team", "Team must be text."),
        ("/token", "Token is required."),
        (
            "/colour",
            "There is no field \"colour\" here. The fields are: limit, region, team, token.",
        ),
    ];
    assert_eq!(found, expected.map(|(field, message)| (field.to_owned(), message.to_owned())));
}

#[test]
fn the_protocol_connectors_speak_plainly() {
    let found = messages(
        built_in("postgresql"),
        "password",
        json!({"host": "https://db.example/x", "port": 0, "database": "d", "username": "u", "password": "p", "tls_mode": "yes"}),
    );
    let expected = [
        ("/host", "Host must be a host name or an IP address, without a scheme, a port or a path."),
        ("/port", "Port must be at least 1."),
        ("/tls_mode", "TLS must be one of: disable, prefer, require, verify-ca, verify-full."),
    ];
    assert_eq!(found, expected.map(|(field, message)| (field.to_owned(), message.to_owned())));
    for host in ["db.example.com", "10.0.0.7", "::1", "localhost"] {
        let draft = json!({"host": host, "database": "d", "username": "u", "password": "p"});
        assert_eq!(built_in("postgresql").validate_draft("password", &draft), Ok(()), "{host}");
    }
}

#[test]
fn no_message_quotes_a_secret() {
    let secret = "tiny";
    for draft in [
        json!({"token": secret, "region": "eu"}),
        json!({"token": [secret], "region": "eu"}),
        json!({"token": "a\nb_tiny_c", "region": "eu"}),
    ] {
        let found = messages(&good(), "token", draft.clone());
        assert!(!found.is_empty(), "{draft}");
        assert!(found.iter().all(|(_, message)| !message.contains(secret)), "{found:?}");
    }
}

#[test]
fn a_line_break_in_a_one_line_value_is_refused_but_a_key_file_may_have_them() {
    let found =
        messages(&good(), "token", json!({"token": "12345678\r\nX-Evil: 1", "region": "eu"}));
    assert_eq!(
        found,
        [(
            "/token".to_owned(),
            "This value must stand on one line, without line breaks or tabs.".to_owned()
        )]
    );
    let key =
        json!({"host": "h", "username": "u", "private_key_data": "-----BEGIN\nabc\n-----END"});
    assert_eq!(built_in("sftp").validate_draft("key_file", &key), Ok(()));
}

#[test]
fn a_draft_that_is_no_object_is_told_so() {
    assert_eq!(
        messages(&good(), "token", json!([])),
        [(String::new(), "A credential is an object of fields.".to_owned())]
    );
}

#[test]
fn derived_values_come_from_the_key_and_may_be_public() {
    let mailchimp = built_in("mailchimp");
    let values = mailchimp.field_values("basic", &json!({"api_key": "0123456789-us21"}));
    assert_eq!(values.find_public("dc"), Some("us21"));
    let deepl = built_in("deepl");
    for (key, host) in [("abc:fx", "api-free.deepl.com"), ("abc", "api.deepl.com")] {
        let values = deepl.field_values("api_key", &json!({"api_key": key}));
        assert_eq!(values.find_public("api_host"), Some(host));
    }
}

#[test]
fn values_know_which_of_them_are_secret() {
    let values = good().field_values("token", &json!({"token": "12345678", "region": "eu"}));
    assert!(values.find("token").unwrap().secret && !values.find("region").unwrap().secret);
    assert_eq!(values.find_public("token"), None);
    let secrets: Vec<&str> =
        values.list_secrets().map(|(_, secret)| secret.expose_secret()).collect();
    assert_eq!(secrets, ["12345678"]);
    assert_eq!(values.find_public("limit"), Some("50"), "a default counts");
}

#[test]
fn a_generic_key_goes_where_the_person_says() {
    let generic = built_in("http-api-key");
    let scheme = generic.find_auth("api_key").unwrap();
    let place = |draft: Value| {
        let prepared = generic.prepare("api_key", &draft).unwrap();
        let values = generic.field_values("api_key", &prepared);
        scheme.placements_for(&values).map(|placed| {
            placed
                .into_iter()
                .map(|one| (format!("{:?}", one.location), one.name))
                .collect::<Vec<_>>()
        })
    };
    let base = "https://api.example.com";
    let header = place(json!({"base_url": base, "api_key": "k"})).unwrap();
    assert_eq!(header, [("Header".to_owned(), "X-Api-Key".to_owned())]);
    let query =
        place(json!({"base_url": base, "api_key": "k", "placement": "query", "parameter": "key"}))
            .unwrap();
    assert_eq!(query, [("Query".to_owned(), "key".to_owned())]);
    assert!(place(json!({"base_url": base, "api_key": "k", "parameter": "Host"})).is_err());
}
