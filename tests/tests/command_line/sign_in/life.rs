//! From the first sign-in to the last revocation.

use super::provider::{CONNECTOR, Provider};
use crate::harness::Vault;
use serde_json::{Value, json};

fn credential(vault: &Vault, name: &str) -> Value {
    vault.json(&["credential", "show", name])["credential"].clone()
}

#[test]
fn a_person_signs_in_through_the_browser_and_the_token_is_tried_before_it_is_saved() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let told = provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds().told();
    let saved = &told["credential"];
    assert_eq!(saved["state"], "connected", "{told}");
    assert_eq!(saved["account"], "ana@example.com", "{told}");
    assert_eq!(saved["name"], "Files");
    assert_eq!(saved["grant"]["oauth_app"], "app");
    assert_eq!(saved["grant"]["refreshable"], true, "{told}");
    assert_eq!(saved["proof"]["outcome"], "passed");
    assert_eq!(saved["secrets"], json!(["access_token", "refresh_token"]));
    assert_eq!(provider.server.token_requests("authorization_code"), 1);
    assert_eq!(vault.sql("SELECT COUNT(*) FROM sign_in"), "0");
    let ready = vault.json(&["credential", "check", "Files"]);
    assert_eq!(ready["ready"], true);
}

#[test]
fn a_token_that_is_due_is_renewed_before_it_is_used_and_once_is_enough() {
    let vault = Vault::new();
    // Shorter than the least lead, so that it is due at once.
    let provider = Provider::start(&vault, &json!({"access_token_ttl": 50}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    assert_eq!(provider.server.token_requests("refresh_token"), 0);
    let verified = vault.json(&["credential", "verify", "Files"]);
    assert_eq!(verified["results"][0]["outcome"], "passed", "{verified}");
    assert_eq!(provider.server.token_requests("refresh_token"), 1);
    vault.json(&["credential", "verify", "Files"]);
    vault.json(&["credential", "refresh", "Files"]);
    assert_eq!(
        provider.server.token_requests("refresh_token"),
        1,
        "not more often than every 30 s"
    );
    let after = credential(&vault, "Files");
    assert!(after["grant"]["refreshed_at"].is_string(), "{after}");
    assert_eq!(after["version"], 1, "a renewal spoils nobody's edit");
}

#[test]
fn a_grant_that_ended_at_the_provider_disconnects_and_reconnecting_keeps_the_credential() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let told = provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds().told();
    let id = told["credential"]["id"].as_str().unwrap().to_owned();
    provider.server.revoke_all();

    let error = vault.refused(&["credential", "refresh", "Files"]);
    assert_eq!(error["code"], "sign_in.refused", "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--connectionId"), "{error}");
    let lost = credential(&vault, "Files");
    assert_eq!(
        (&lost["state"], &lost["state_reason"]),
        (&json!("disconnected"), &json!("auth.revoked"))
    );
    assert_eq!(
        lost["secrets"],
        json!(["access_token", "refresh_token"]),
        "tokens are never deleted"
    );
    let check = vault.run(&["credential", "check", "Files"]);
    assert_eq!(check.code, 1, "{check}");
    assert_eq!(provider.server.token_requests("refresh_token"), 1);

    let again = provider.sign_in(&vault, "ana", &["--connectionId", "Files"]).succeeds().told();
    assert_eq!(again["credential"]["id"], id.as_str(), "{again}");
    assert_eq!(again["credential"]["name"], "Files");
    assert_eq!(again["credential"]["state"], "connected", "{again}");
    let refreshed = vault.json(&["credential", "refresh", "Files"]);
    assert_eq!(refreshed["credential"]["state"], "connected", "{refreshed}");
}

#[test]
fn trouble_on_the_way_degrades_and_never_disconnects() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    provider.server.set(&json!({"outage": 503}));
    let error = vault.refused(&["credential", "refresh", "Files"]);
    assert_eq!(error["details"]["reason"], "token.transport", "{error}");
    let degraded = credential(&vault, "Files");
    assert_eq!(degraded["state"], "degraded", "{degraded}");
    provider.server.set(&json!({"outage": null}));
    let renewed = vault.json(&["credential", "refresh", "Files"]);
    assert_eq!(renewed["credential"]["state"], "connected", "{renewed}");
}

#[test]
fn another_account_on_reconnect_is_stopped_until_somebody_says_so() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    let before = credential(&vault, "Files");

    let error = provider.sign_in(&vault, "bob", &["--connectionId", "Files"]).told();
    assert_eq!(error["error"]["code"], "sign_in.account_changed", "{error}");
    assert_eq!(
        error["error"]["details"],
        json!({"was": "ana@example.com", "now": "bob@example.com"})
    );
    assert_eq!(credential(&vault, "Files"), before, "nothing was changed");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM sign_in"), "0");

    let words = ["--connectionId", "Files", "--accept-account", "bob@example.com"];
    let told = provider.sign_in(&vault, "bob", &words).succeeds().told();
    assert_eq!(told["credential"]["id"], before["id"]);
    assert_eq!(told["credential"]["account"], "bob@example.com", "{told}");
}

#[test]
fn deleting_revokes_at_the_provider_and_says_so_unless_the_sign_in_is_kept() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    let kept = vault.json(&["credential", "delete", "Files", "--keep-grant"]);
    assert_eq!(kept["revocation"]["outcome"], "kept", "{kept}");
    assert_eq!(provider.server.log()["counters"]["grants_revoked"], Value::Null);
    vault.json(&["credential", "restore", "Files"]);
    let verified = vault.json(&["credential", "verify", "Files"]);
    assert_eq!(verified["results"][0]["outcome"], "passed", "it works as before: {verified}");

    vault.json(&["connection", "archive", "Files"]);
    assert_eq!(provider.server.log()["counters"]["grants_revoked"], 1);
    let recorded = vault.sql("SELECT detail FROM activity WHERE action = 'credential.delete'");
    assert!(recorded.contains("\"revoked\""), "{recorded}");
    vault.json(&["credential", "erase", "Files", "--yes"]);
    assert_eq!(provider.server.log()["counters"]["grants_revoked"], 1, "once is enough");
    vault.json(&["oauth-app", "remove", "app"]);
}

#[test]
fn a_device_signs_in_with_a_code() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({"device_interval": 1}));
    provider.register(&vault, "device", "credenza-device", None);
    let words =
        ["connect", "--connector", CONNECTOR, "--oauth-app", "device", "--device", "--json"];
    let mut command = super::provider::Started::begin(&vault, &words);
    let (page, code) = command.line(|line| {
        let (page, code) = line.strip_prefix("Go to ")?.split_once(" and enter this code: ")?;
        Some((page.to_owned(), code.to_owned()))
    });
    assert_eq!(provider.server.walk(&format!("{page}?user_code={code}"), "ana"), "done");
    let told = command.end().succeeds().told();
    assert_eq!(told["credential"]["account"], "ana@example.com", "{told}");
}

#[test]
fn no_token_is_printed_or_lies_in_the_clear() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    vault.json(&["credential", "refresh", "Files"]);
    let bytes = std::fs::read(vault.database()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for name in ["credenza-test-secret", "\"access_token\":\"", "code_verifier"] {
        assert!(!text.contains(name), "{name} lies in the database");
    }
    let printed = String::from_utf8_lossy(&vault.printed()).into_owned();
    assert!(!printed.contains("credenza-test-secret"), "the client secret was printed");
}

#[test]
fn a_clock_that_is_wrong_is_told_with_the_sign_in() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({"clock_offset_s": 600}));
    let told = provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds().told();
    let stages = told["credential"]["proof"]["stages"].as_array().unwrap();
    let stage = stages.iter().find(|stage| stage["stage"] == "authenticate").unwrap();
    assert_eq!(stage["outcome"], "warning", "{told}");
    let words = "the provider's clock is 10 min ahead of this computer's";
    assert!(stage["message"].as_str().unwrap().ends_with(words), "{told}");
    assert!(stage["hint"].as_str().unwrap().contains("set it by the network"), "{told}");
    assert_eq!(told["credential"]["state"], "connected", "{told}");
}
