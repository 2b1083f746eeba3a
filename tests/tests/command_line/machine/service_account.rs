//! Service accounts (RFC 7523): the authorization server judges every assertion.

use super::account::{JWT_BEARER, add_service_account};
use crate::harness::{Vault, and};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};

const ROBOT: &str = "robot@project.example";

/// The private key of a key file, without its first and last line.
fn key_of(file: &Value) -> String {
    let pem = file["private_key"].as_str().unwrap();
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

#[test]
fn a_key_file_is_tried_and_saved_with_its_account_whatever_its_key_is() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    for (alg, email) in [("RS256", ROBOT), ("ES256", "other@project.example")] {
        let file = server.service_account(email, alg);
        let words =
            add_service_account(&vault, &server, &file.to_string(), &[("scope", "files.read")]);
        let saved = vault.json(&and(&words, &["--name", alg]))["credential"].clone();
        assert_eq!(saved["state"], "connected", "{saved}");
        assert_eq!(saved["account"], email, "{saved}");
        assert_eq!(saved["proof"]["outcome"], "passed", "{saved}");
        assert_eq!(server.count(&format!("assertions_{alg}")), 1);
        let printed = String::from_utf8_lossy(&vault.printed()).into_owned();
        assert!(!printed.contains(&key_of(&file)[..40]), "the key was printed");
    }
    assert_eq!(server.count("api_accepted"), 2, "each token was used on a request");
    assert_eq!(server.token_requests(JWT_BEARER), 2);
}

#[test]
fn whoever_it_acts_for_is_whose_account_it_is_and_another_is_stopped() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let file = server.service_account(ROBOT, "RS256").to_string();
    let words = add_service_account(&vault, &server, &file, &[("subject", "ana@example.com")]);
    let saved = vault.json(&and(&words, &["--name", "Files"]));
    assert_eq!(saved["credential"]["account"], "ana@example.com", "{saved}");
    let other = ["credential", "update", "Files", "--set", "subject=bob@example.com"];
    let error = vault.refused(&other);
    assert_eq!(error["code"], "sign_in.account_changed", "{error}");
    assert_eq!(error["details"], json!({"was": "ana@example.com", "now": "bob@example.com"}));
}

#[test]
fn a_key_that_the_server_does_not_know_is_told_at_its_field() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let mut file = server.service_account(ROBOT, "RS256");
    // The right account with another one's key.
    file["private_key"] =
        server.service_account("other@project.example", "RS256")["private_key"].clone();
    let error =
        vault.refused(&and(&add_service_account(&vault, &server, &file.to_string(), &[]), &[]));
    assert_eq!(error["code"], "verification.failed", "{error}");
    assert_eq!(error["details"]["code"], "auth.rejected", "{error}");
    assert_eq!(error["details"]["field"], "/key_file", "{error}");
    let text = error.to_string();
    assert!(text.contains("signature verification failed"), "the server's words: {text}");
    assert!(!text.contains(&key_of(&file)[..40]), "{text}");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM credential"), "0");

    let file = server.service_account(ROBOT, "RS256").to_string();
    server.remove_service_account(ROBOT);
    let error = vault.refused(&and(&add_service_account(&vault, &server, &file, &[]), &[]));
    assert_eq!(error["details"]["field"], "/key_file", "{error}");
    assert!(error["hint"].as_str().unwrap().contains("deleted"), "{error}");
}

#[test]
fn a_wrong_clock_is_told_from_a_wrong_key() {
    let server = AuthorizationServer::start(&json!({"clock_offset_s": 7200}));
    let vault = Vault::new();
    let file = server.service_account(ROBOT, "RS256").to_string();
    let error = vault.refused(&and(&add_service_account(&vault, &server, &file, &[]), &[]));
    assert_eq!(error["details"]["code"], "auth.rejected", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("\"exp\""), "the claim is named: {message}");
    assert!(message.contains("clock is 12") && message.contains("minutes behind"), "{message}");
    assert!(error["hint"].as_str().unwrap().contains("Set this computer's clock"), "{error}");
    // Two hours ahead: made in the server's future.
    server.set(&json!({"clock_offset_s": -7200}));
    let error = vault.refused(&and(&add_service_account(&vault, &server, &file, &[]), &[]));
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("\"iat\"") && message.contains("minutes ahead of"), "{message}");
}

#[test]
fn another_audience_is_told_at_its_field_and_can_be_entered() {
    let audience = "https://token.example/audience";
    let server = AuthorizationServer::start(&json!({"assertion_audience": audience}));
    let vault = Vault::new();
    let file = server.service_account(ROBOT, "RS256").to_string();
    let error = vault.refused(&and(&add_service_account(&vault, &server, &file, &[]), &[]));
    assert_eq!(error["details"]["field"], "/audience", "{error}");
    assert!(error["message"].as_str().unwrap().contains("\"aud\""), "{error}");
    let words = add_service_account(&vault, &server, &file, &[("audience", audience)]);
    assert_eq!(vault.json(&and(&words, &[]))["credential"]["account"], ROBOT);
}

#[test]
fn what_is_no_key_file_is_refused_before_anybody_is_asked() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let mut cut = server.service_account(ROBOT, "RS256");
    cut["private_key"] = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n".into();
    for (text, says) in [
        ("these are not the keys", "is no JSON"),
        (r#"{"client_email": "robot@project.exa"#, "is no JSON"),
        (r#"{"type": "service_account"}"#, "client_email and private_key"),
        (r#"{"installed": {"client_id": "1"}}"#, "an OAuth client"),
        (&cut.to_string(), "cannot be read"),
    ] {
        let error = vault.refused(&and(&add_service_account(&vault, &server, text, &[]), &[]));
        assert_eq!(error["code"], "draft.invalid", "{error}");
        let wrong = &error["details"]["errors"][0];
        assert_eq!(wrong["field"], "/key_file", "{error}");
        assert!(wrong["message"].as_str().unwrap().contains(says), "{error}");
    }
    assert_eq!(server.token_requests(JWT_BEARER), 0);
}
