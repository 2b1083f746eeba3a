//! The hosts a credential may reach.

use serde_json::{Value, json};

use super::{built_in, good};
use crate::manifest::{Connector, TemplateError};

fn hosts(connector: &Connector, auth: &str, draft: Value) -> Result<Vec<String>, TemplateError> {
    let values = connector.field_values(auth, &draft);
    let found = connector.allowed_hosts(auth, &values)?;
    Ok(found.into_iter().map(|host| format!("{}://{}", host.scheme, host.address)).collect())
}

#[test]
fn a_field_is_one_label_and_nothing_more() {
    assert_eq!(
        hosts(&good(), "token", json!({"region": "eu"})).unwrap(),
        ["https://eu.api.acme.example:443"]
    );
    for hostile in [
        "evil.example/",
        "a.b",
        "evil.example:443/",
        "x@evil.example",
        "..",
        "a b",
        "evil.example\\",
        "é",
    ] {
        assert!(hosts(&good(), "token", json!({"region": hostile})).is_err(), "{hostile}");
    }
}

#[test]
fn a_closed_list_may_hold_whole_hosts() {
    let zoho = hosts(built_in("zoho-crm"), "access_token", json!({"dc": "com.au"})).unwrap();
    assert_eq!(zoho, ["https://www.zohoapis.com.au:443"]);
}

#[test]
fn an_own_server_is_the_host_the_person_named() {
    let gitlab = built_in("gitlab");
    let found =
        hosts(gitlab, "api_key", json!({"url": "https://git.example.com:8443/sub"})).unwrap();
    assert_eq!(found, ["https://git.example.com:8443"]);
    let generic = built_in("http-bearer");
    let found =
        hosts(generic, "bearer", json!({"base_url": "http://127.0.0.1:9000", "token": "t"}))
            .unwrap();
    assert_eq!(found, ["http://127.0.0.1:9000"]);
    assert!(
        hosts(generic, "bearer", json!({"base_url": "https://u:p@api.example", "token": "t"}))
            .is_err()
    );
}

#[test]
fn token_endpoints_are_among_the_hosts() {
    let draft = json!({"client_id": "c", "client_secret": "s", "tenant_id": "t"});
    let found = hosts(built_in("microsoft-graph"), "client_credentials", draft).unwrap();
    assert_eq!(found, ["https://graph.microsoft.com:443", "https://login.microsoftonline.com:443"]);
}

#[test]
fn protocol_connectors_name_host_and_port() {
    let sftp = hosts(
        built_in("sftp"),
        "password",
        json!({"host": "files.example.com", "username": "u", "password": "p"}),
    );
    assert_eq!(sftp.unwrap(), ["sftp://files.example.com:22"]);
    let smtp = hosts(built_in("smtp"), "password", json!({"host": "::1", "port": 2525}));
    assert_eq!(smtp.unwrap(), ["smtp://[::1]:2525"]);
    let ses = hosts(
        built_in("aws-ses"),
        "access_key",
        json!({"region": "eu-central-1", "endpoint": "http://127.0.0.1:5000"}),
    );
    assert_eq!(
        ses.unwrap(),
        ["http://127.0.0.1:5000", "https://email.eu-central-1.amazonaws.com:443"]
    );
}

#[test]
fn a_connection_string_leads_where_the_driver_would_go() {
    let postgresql = built_in("postgresql");
    let lead =
        |text: &str| hosts(postgresql, "connection_string", json!({"connection_string": text}));
    assert_eq!(
        lead("postgresql://u:p@db.example.com/app").unwrap(),
        ["postgresql://db.example.com:5432"]
    );
    assert_eq!(
        lead("postgres://u:p@db.example.com:6432/app").unwrap(),
        ["postgresql://db.example.com:6432"]
    );
    let moved = lead("postgresql://u:p@harmless.example/app?host=other.example&port=7000").unwrap();
    assert_eq!(moved, ["postgresql://other.example:7000"]);
    for refused in [
        "postgresql:///app",
        "postgresql://u:p@/app?host=/var/run/postgresql",
        "mysql://u@h/d",
        "host=h",
        "",
    ] {
        let error = lead(refused).err();
        assert!(error.is_some(), "{refused}");
        assert!(!format!("{error:?}").contains(":p@"), "the error quotes no password");
    }
}
