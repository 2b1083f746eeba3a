//! What was asked for and not granted, in the words of providers that do not repeat the ones they were asked with.

use super::provider::Provider;
use crate::harness::Vault;
use serde_json::{Value, json};

/// What a new credential is said to lack, asked for these and granted those.
fn missing(vault: &Vault, provider: &Provider, asked: &str, granted: &str) -> Value {
    provider.server.set(&json!({"granted_scope": granted}));
    let words = ["--scopes", asked, "--allow-duplicate"];
    let told = provider.sign_in(vault, "ana", &words).succeeds().told();
    let id = told["credential"]["id"].as_str().unwrap();
    vault.json(&["credential", "show", id])["credential"]["grant"]["missing_scopes"].clone()
}

#[test]
fn nobody_is_told_that_scopes_are_missing_which_providers_never_repeat() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let google = "https://www.googleapis.com/auth/userinfo.email openid";
    let microsoft = "https://graph.microsoft.com/Files.Read profile";
    for (asked, granted) in [
        ("openid,email,offline_access", "openid"),
        ("openid,email", google),
        ("openid,email,offline_access,files.read", microsoft),
        ("openid,files.read,files.write", "files.read,files.write"),
    ] {
        assert_eq!(missing(&vault, &provider, asked, granted), json!([]), "{granted}");
    }
    let asked = "openid,email,files.read,files.write";
    assert_eq!(missing(&vault, &provider, asked, microsoft), json!(["files.write"]));
}
