//! The address that is opened, and what is not put into it.

use crate::catalogue::Catalogue;
use crate::manifest::Connector;
use crate::oauth::{AuthorizationError, AuthorizationRequest, NoRandomness, OAuthApp, OAuthMethod};
use crate::verify::Fields;
use credenza_model::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use url::Url;

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn app() -> OAuthApp {
    OAuthApp {
        client_id: "client".to_owned(),
        client_secret: Some(SecretString::from("client-secret")),
        scopes: Vec::new(),
    }
}

fn make(connector: &str, fields: Value) -> Result<Url, AuthorizationError> {
    ask(Catalogue::builtin().get(connector).unwrap(), fields)
}

fn ask(connector: &Connector, fields: Value) -> Result<Url, AuthorizationError> {
    let auth = connector
        .auth
        .iter()
        .find(|one| one.oauth.as_ref().is_some_and(|oauth| oauth.authorize_url.is_some()));
    let fields = Fields::new(fields.as_object().unwrap().clone(), BTreeMap::new());
    let app = app();
    let method = OAuthMethod::new(connector, auth.unwrap(), &app, &fields).unwrap();
    let request = AuthorizationRequest {
        method: &method,
        redirect_uri: "http://127.0.0.1:4711/x",
        private_approved: &[],
        login_hint: Some("ana@example.com"),
        extra_scopes: &[],
    };
    request.make(NOW, &|| Some([7; 32])).map(|(url, _)| url)
}

fn pairs(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

#[test]
fn google_is_asked_for_a_refresh_token() {
    let url = make("google-drive", json!({})).unwrap();
    assert_eq!(url.host_str(), Some("accounts.google.com"));
    let pairs = pairs(&url);
    assert_eq!(pairs["access_type"], "offline");
    assert_eq!(pairs["code_challenge_method"], "S256");
    assert_eq!(pairs["login_hint"], "ana@example.com");
    assert!(pairs.contains_key("nonce"), "openid is asked for");
    assert!(pairs["scope"].starts_with("openid email "));
}

#[test]
fn a_tenant_stands_in_the_path_and_nowhere_else() {
    let url = make("microsoft-graph", json!({"tenant": "../../evil?x="})).unwrap();
    assert_eq!(url.host_str(), Some("login.microsoftonline.com"));
    assert!(url.path().starts_with("/..%2F..%2Fevil%3Fx%3D/oauth2/"), "{url}");
}

#[test]
fn a_connectors_address_keeps_its_own_query_and_brings_no_word_of_ours() {
    let at = |query: &str| {
        let file = include_str!("../../../catalogue/google-drive.toml");
        let address = "https://accounts.google.com/o/oauth2/v2/auth";
        let file = file.replace(&format!("{address}\""), &format!("{address}{query}\""));
        assert!(file.contains(&format!("{address}{query}\"")));
        ask(&Connector::parse("google-drive", &file).unwrap(), json!({}))
    };
    assert_eq!(pairs(&at("?audience=api").unwrap())["audience"], "api");
    for query in ["?code_challenge_method=plain", "?a=b&state=known", "#/login?redirect_uri=x"] {
        let refused = at(query).unwrap_err();
        assert!(matches!(refused, AuthorizationError::Doubled { .. }), "{query}: {refused}");
    }
}

#[test]
fn the_page_is_reached_over_https_or_not_at_all() {
    let plain = json!({
        "base_url": "https://api.example.com",
        "authorization_endpoint": "http://login.example.com/authorize",
        "token_endpoint": "https://login.example.com/token",
    });
    let refused = make("http-oauth2", plain).unwrap_err();
    assert!(matches!(refused, AuthorizationError::NotSecure { .. }), "{refused}");
    let loopback = json!({
        "base_url": "https://api.example.com",
        "authorization_endpoint": "http://127.0.0.1:9/authorize",
        "token_endpoint": "https://login.example.com/token",
    });
    let refused = make("http-oauth2", loopback).unwrap_err();
    assert!(matches!(refused, AuthorizationError::NotSecure { .. }), "not approved: {refused}");
}

#[test]
fn without_randomness_nothing_is_opened() {
    let connector = Catalogue::builtin().get("google-drive").unwrap();
    let auth = connector.find_auth("oauth2").unwrap();
    let app = app();
    let method = OAuthMethod::new(connector, auth, &app, &Fields::default()).unwrap();
    let request = AuthorizationRequest {
        method: &method,
        redirect_uri: "http://127.0.0.1:4711/x",
        private_approved: &[],
        login_hint: None,
        extra_scopes: &[],
    };
    let refused = request.make(NOW, &|| None).err().unwrap();
    assert!(matches!(refused, AuthorizationError::NoRandomness(NoRandomness)));
}
