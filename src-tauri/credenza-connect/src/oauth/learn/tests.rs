//! What the built-in connectors learn from answers of the documented shape, and what they refuse.

use super::{LearnFailure, Learned, Wishes, make, take};
use crate::catalogue::Catalogue;
use crate::manifest::{AuthScheme, Connector, Grant};
use crate::oauth::{OAuthApp, OAuthMethod, TokenGrant};
use crate::verify::Fields;
use credenza_model::{FailureCode, Timestamp};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

fn app() -> OAuthApp {
    OAuthApp {
        client_id: "client".to_owned(),
        client_secret: Some(SecretString::from("client-secret")),
        scopes: Vec::new(),
    }
}

fn browser_method(connector: &Connector) -> &AuthScheme {
    let signs_in = |one: &&AuthScheme| {
        one.oauth.as_ref().is_some_and(|oauth| oauth.grant == Grant::AuthorizationCode)
    };
    connector.auth.iter().find(signs_in).unwrap()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// What a connector learns from one answer, with these fields of the form and of the credential before.
fn learned(id: &str, body: &Value, form: &Value, before: &Value) -> Result<Learned, LearnFailure> {
    let connector = Catalogue::builtin().get(id).unwrap();
    let (app, fields, before) = (app(), object(form), object(before));
    let method = OAuthMethod::new(
        connector,
        browser_method(connector),
        &app,
        &Fields::new(fields.clone(), BTreeMap::new()),
    )
    .unwrap();
    let wishes = Wishes { fields: &fields, before: Some(&before) };
    let mut learned = Learned::default();
    take(&method, &method.oauth.post_connect[0], body, &wishes, &mut learned)?;
    Ok(learned)
}

fn stored(id: &str, body: &Value) -> Value {
    json!(learned(id, body, &json!({}), &json!({})).unwrap().stored)
}

fn sites() -> Value {
    json!([
        {"id": "c-1", "name": "Acme", "url": "https://acme.atlassian.net"},
        {"id": "c-2", "name": "Globex", "url": "https://globex.atlassian.net"}
    ])
}

fn chosen(form: &Value, before: &Value) -> Result<String, LearnFailure> {
    Ok(learned("jira", &sites(), form, before)?.stored["cloud_id"].clone())
}

#[test]
fn the_built_in_connectors_read_the_documented_answers() {
    let site = json!([{"id": "c-1", "name": "Acme", "url": "https://acme.atlassian.net"}]);
    let atlassian = json!({"cloud_id": "c-1", "site_url": "https://acme.atlassian.net"});
    assert_eq!(stored("jira", &site), atlassian);
    assert_eq!(stored("confluence", &site), atlassian);
    let xero = json!([{"id": "connection", "tenantId": "t-1", "tenantName": "Acme Ltd"}]);
    assert_eq!(stored("xero", &xero), json!({"tenant_id": "t-1", "tenant_name": "Acme Ltd"}));
    let docusign = json!({"email": "ana@example.com", "accounts": [
        {"account_id": "a-1", "account_name": "Acme", "is_default": true, "base_uri": "https://na3.docusign.net"}
    ]});
    let expected = json!({"account_id": "a-1", "base_uri": "https://na3.docusign.net"});
    assert_eq!(stored("docusign", &docusign), expected);
    let mailchimp = json!({"dc": "us21", "login": {"email": "ana@example.com"}});
    assert_eq!(stored("mailchimp", &mailchimp), json!({"dc": "us21"}));
    let numbered = json!({"accounts": [{"id": 4711, "name": "Acme"}]});
    assert_eq!(stored("harvest", &numbered), json!({"account_id": "4711"}));
    assert_eq!(stored("basecamp", &numbered), json!({"account_id": "4711"}));
}

#[test]
fn the_one_that_is_meant_is_taken_and_nobody_guesses() {
    let none = json!({});
    let several = chosen(&none, &none).unwrap_err();
    assert_eq!(several.failure.code, FailureCode::TargetNotFound);
    assert!(several.failure.message.ends_with("more than one site: Acme, Globex"));
    assert_eq!(several.failure.field.as_deref(), Some("site_name"));
    assert!(several.failure.hint.unwrap().contains("in the field “Site”"));
    assert_eq!(several.choices.len(), 2);
    for named in ["Globex", "globex", "c-2"] {
        assert_eq!(chosen(&json!({"site_name": named}), &none).unwrap(), "c-2", "{named}");
    }
    let unknown = chosen(&json!({"site_name": "Initech"}), &none).unwrap_err();
    assert!(unknown.failure.message.contains("no site called “Initech”. There is: Acme, Globex"));
    // Reconnected: the one it has, also when its name changed, unless the person names another.
    let before = json!({"cloud_id": "c-1", "site_name": "Old name"});
    assert_eq!(chosen(&none, &before).unwrap(), "c-1");
    assert_eq!(chosen(&json!({"site_name": "Old name"}), &before).unwrap(), "c-1");
    assert_eq!(chosen(&json!({"site_name": "Globex"}), &before).unwrap(), "c-2");
    assert!(chosen(&none, &json!({"cloud_id": "gone"})).is_err());
}

#[test]
fn two_of_one_name_are_told_apart_by_their_ids() {
    let body = json!([{"id": "c-1", "name": "Acme", "url": "x"}, {"id": "c-2", "name": "Acme", "url": "y"}]);
    let form = json!({"site_name": "Acme"});
    let failure = learned("jira", &body, &form, &json!({})).unwrap_err().failure;
    assert!(failure.message.ends_with("Acme (c-1), Acme (c-2)"), "{}", failure.message);
}

#[test]
fn an_answer_without_the_values_is_told_and_not_guessed_around() {
    for (id, body, code) in [
        ("jira", json!([]), FailureCode::TargetNotFound),
        ("harvest", json!({"accounts": []}), FailureCode::TargetNotFound),
        ("jira", json!([{"name": "Acme"}]), FailureCode::ProviderUnexpected),
        ("jira", json!([{"id": "c-1", "name": "Acme"}]), FailureCode::ProviderUnexpected),
        ("jira", json!({"code": 401, "message": "no"}), FailureCode::ProviderUnexpected),
        ("mailchimp", json!({"dc": {}}), FailureCode::ProviderUnexpected),
        ("mailchimp", json!({"dc": ""}), FailureCode::ProviderUnexpected),
    ] {
        let failure = learned(id, &body, &json!({}), &json!({})).unwrap_err().failure;
        assert_eq!(failure.code, code, "{id}: {body}");
        assert!(failure.hint.is_some(), "{id}: {body}");
    }
}

#[test]
fn a_host_that_the_provider_names_must_be_one_of_the_connectors() {
    for (id, body) in [
        ("mailchimp", json!({"dc": "evil.example/"})),
        ("mailchimp", json!({"dc": "us21.evil"})),
        (
            "docusign",
            json!({"accounts": [{"account_id": "1", "base_uri": "https://evil.example"}]}),
        ),
        (
            "docusign",
            json!({"accounts": [{"account_id": "1", "base_uri": "http://na3.docusign.net"}]}),
        ),
    ] {
        let failure = learned(id, &body, &json!({}), &json!({})).unwrap_err().failure;
        assert_eq!(failure.code, FailureCode::EgressHostNotAllowed, "{id}: {body}");
    }
}

#[test]
fn the_token_goes_where_the_request_wants_it() {
    let connector = Catalogue::builtin().get("mailchimp").unwrap();
    let app = app();
    let method =
        OAuthMethod::new(connector, browser_method(connector), &app, &Fields::default()).unwrap();
    let grant = TokenGrant::new(SecretString::from("the-token"), Timestamp::from_millis(0));
    let stored = BTreeMap::new();
    let inner = crate::http::BuiltIns::new(&method.values, Timestamp::from_millis(0), [7; 16]);
    let values = super::Known { inner, learned: &stored, grant: &grant };
    let request = make(&method, &method.oauth.post_connect[0], &values).unwrap();
    assert_eq!(request.describe(), "GET https://login.mailchimp.com/oauth2/metadata");
    assert_eq!(request.headers["authorization"], "OAuth the-token");
    assert!(request.headers["authorization"].is_sensitive());
}
