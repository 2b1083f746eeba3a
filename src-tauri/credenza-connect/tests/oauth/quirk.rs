//! A provider that read no standard: other names, JSON, commas, nested tokens, errors with status 200.

use super::world::{World, app};
use credenza_connect::manifest::Connector;
use credenza_connect::oauth::{TokenFailure, TransportKind};
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;

const MANIFEST: &str = r#"
format = 1
id = "quirk"
name = "Quirk"
category = "services"
description = "A provider that read no standard."
docs_url = "https://example.com/"
self_hosted = true
hosts = ["{base_url}"]
base_url = "{base_url}"
date_checked = "2026-11-21"

[[auth]]
id = "oauth2"
title = "Sign in"
kind = "oauth2"
place = [{ in = "header", name = "Authorization", value = "Bearer {access_token}" }]

[auth.fields]
required = ["base_url"]

[auth.fields.properties.base_url]
title = "Base URL"
format = "uri"

[auth.oauth]
authorize_url = "{base_url}/quirk/authorize"
token_url = "{base_url}/quirk/token"
pkce = "off"
scopes = ["email", "files.read"]
scope_separator = ","
client_auth = "post"
authorize_param_rename = { client_id = "app_id", redirect_uri = "redirect_url", response_type = "" }
token_param_rename = { client_id = "app_id", client_secret = "secret", code = "auth_code", redirect_uri = "" }
token_body_format = "json"
code_param = "auth_code"
access_token_path = "$.data.access_token"
refresh_token_path = "$.data.refresh_token"
expires_at_path = "$.data.expires_at"
failure_when = [{ path = "$.code", not_equals = 0 }]
invalid_grant_when = [{ path = "$.code", equals = 40105 }]
store = { region = "$.data.region" }
callback_store = { shop = "shop_id" }

[auth.probe]
url = "/me"
"#;

fn world() -> World {
    let mut world = World::start("quirk-app", Some("quirk-app-secret"), json!({}));
    world.connector = Connector::parse("quirk.toml", MANIFEST).unwrap();
    world.auth = "oauth2";
    world
}

#[tokio::test]
async fn quirks_are_data() {
    let world = world();
    let grant = world.sign_in("ana").await.unwrap();
    assert_eq!(grant.stored["region"], "eu");
    assert_eq!(grant.stored["shop"], "shop-77");
    let life = grant.expires_at.unwrap().since(grant.granted_at);
    assert!(life > Duration::from_secs(3500) && life <= Duration::from_secs(3601), "{life:?}");
    let next = world.refresh(&grant).await.unwrap();
    assert_ne!(next.access_token.expose_secret(), grant.access_token.expose_secret());
    assert_eq!(next.stored["shop"], "shop-77", "what came with the callback stays");
}

#[tokio::test]
async fn errors_with_status_200_are_errors() {
    let mut world = world();
    let grant = world.sign_in("ana").await.unwrap();
    world.refresh(&grant).await.unwrap();
    let reused = world.refresh(&grant).await.err().unwrap();
    assert!(matches!(reused, TokenFailure::InvalidGrant { .. }), "{reused:?}");
    world.app = app("quirk-app", Some("wrong-app-secret"));
    let unknown = world.refresh(&grant).await.err().unwrap();
    let TokenFailure::Transport { kind, quote, .. } = unknown else { panic!("{unknown:?}") };
    assert_eq!(kind, TransportKind::UnknownError);
    assert_eq!(quote.as_deref(), Some("app_id or secret is wrong"));
}
