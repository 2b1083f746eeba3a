//! Tokens that a program asks for by itself: one is enough for as long as it lives, whoever uses it.

use super::account::{JWT_BEARER, add, add_service_account, show};
use crate::harness::{Transcript, Vault, and};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};

const GRANT: &str = "client_credentials";
const NAME: &str = "Jobs";
const SECRET: &str = "machine-test-secret";

/// A vault with a program's credential, saved at a server with these options.
fn program(options: &Value) -> (Vault, AuthorizationServer) {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(options));
    let words = add(
        &vault,
        &server,
        "client_credentials",
        &[("client_id", "credenza-machine")],
        ("client_secret", SECRET),
    );
    let saved = vault.json(&and(&words, &["--name", NAME]));
    assert_eq!(saved["credential"]["state"], "connected", "{saved}");
    assert_eq!(server.token_requests(GRANT), 1);
    (vault, server)
}

fn verify(vault: &Vault) -> Value {
    vault.json(&["credential", "verify", NAME])["results"][0].clone()
}

/// Uses it in two processes at once; both must find that it works.
fn verify_twice_at_once(vault: &Vault) {
    let words = ["credential", "verify", NAME, "--json"];
    let both = [vault.spawn(&words), vault.spawn(&words)];
    for child in both {
        let told = Transcript::finished(child, &words).succeeds().value();
        assert_eq!(told["results"][0]["outcome"], "passed", "{told}");
    }
}

#[test]
fn one_token_serves_every_use_and_every_process() {
    let (vault, server) = program(&json!({}));
    for _ in 0..3 {
        assert_eq!(verify(&vault)["outcome"], "passed");
    }
    verify_twice_at_once(&vault);
    assert_eq!(server.token_requests(GRANT), 1, "the token that was saved is used again");
    assert_eq!(server.count("api_accepted"), 6, "and it is used");
    let shown = show(&vault, NAME);
    assert_eq!(shown["secrets"], json!(["client_secret"]), "a token is no field of the form");
    assert_eq!(shown["grant"], Value::Null, "and nobody signed in");
}

#[test]
fn a_token_that_is_due_is_asked_for_once_by_two_processes() {
    // Shorter than the least lead, so that it is due at once.
    let (vault, server) = program(&json!({"access_token_ttl": 50}));
    verify_twice_at_once(&vault);
    assert_eq!(server.token_requests(GRANT), 2);
    verify(&vault);
    assert_eq!(server.token_requests(GRANT), 2, "not more often than every 30 s");
}

#[test]
fn a_token_that_the_service_no_longer_takes_is_asked_for_again_once() {
    let (vault, server) = program(&json!({}));
    server.revoke_all();
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!((server.token_requests(GRANT), server.count("api_refused")), (2, 1));
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(GRANT), 2);
}

#[test]
fn service_accounts_keep_their_token_too() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let file = server.service_account("robot@project.example", "RS256").to_string();
    let words = add_service_account(&vault, &server, &file, &[]);
    vault.json(&and(&words, &["--name", NAME]));
    verify_twice_at_once(&vault);
    assert_eq!(server.token_requests(JWT_BEARER), 1);
    vault.json(&["credential", "refresh", NAME]);
    assert_eq!(server.token_requests(JWT_BEARER), 2, "a person may ask for a new one");
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(JWT_BEARER), 2);
    // Lost a moment after it was renewed: that says nothing against the key.
    server.revoke_all();
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(JWT_BEARER), 3);
}

#[test]
fn who_changes_the_secret_gets_a_new_token_and_who_enters_a_wrong_one_keeps_the_old() {
    let (vault, server) = program(&json!({}));
    let wrong = vault.secret("client_secret", "no-longer-the-secret");
    let error = vault.refused(&["credential", "update", NAME, &wrong[0], &wrong[1]]);
    assert_eq!(error["details"]["field"], "/client_secret", "{error}");
    server.forget();
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(GRANT), 0, "the old one's token is still there");
    let right = vault.secret("client_secret", SECRET);
    vault.json(&["credential", "update", NAME, &right[0], &right[1]]);
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(GRANT), 1, "the new one was tried, and its token is kept");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM oauth_grant"), "1");
}

#[test]
fn a_key_that_was_deleted_disconnects_with_the_field_named_and_a_new_one_mends_it() {
    let server = AuthorizationServer::start(&json!({"access_token_ttl": 50}));
    let (vault, robot) = (Vault::new(), "robot@project.example");
    let file = server.service_account(robot, "RS256").to_string();
    let words = add_service_account(&vault, &server, &file, &[]);
    vault.json(&and(&words, &["--name", NAME]));
    server.remove_service_account(robot);
    server.revoke_all();
    let result = vault.run(&["credential", "verify", NAME, "--json"]).told();
    assert_eq!(result["results"][0]["outcome"], "failed", "{result}");
    assert!(result.to_string().contains("the key is not known"), "{result}");
    assert_eq!(show(&vault, NAME)["state"], "disconnected");
    let new = server.service_account(robot, "RS256").to_string();
    let new = vault.secret("key_file", &new);
    vault.json(&["credential", "update", NAME, &new[0], &new[1]]);
    assert_eq!(show(&vault, NAME)["state"], "connected");
    assert_eq!(verify(&vault)["outcome"], "passed");
}

/// A vault of an older version has no token of such a credential; the first use keeps one.
#[test]
fn a_credential_without_a_kept_token_keeps_the_next() {
    let (vault, server) = program(&json!({}));
    vault.sql("DELETE FROM oauth_grant");
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(GRANT), 2);
}

#[test]
fn no_token_lies_in_the_clear_or_is_printed() {
    let (vault, _server) = program(&json!({}));
    verify(&vault);
    let bytes = std::fs::read(vault.database()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("access_token\":\"") && !text.contains(SECRET));
    assert!(!String::from_utf8_lossy(&vault.printed()).contains(SECRET));
}

#[test]
fn changing_the_vaults_keys_keeps_the_token_and_knows_the_same_secret_again() {
    let (vault, server) = program(&json!({}));
    vault.json(&["vault", "rotate"]);
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(GRANT), 1);
    let words = add(
        &vault,
        &server,
        "client_credentials",
        &[("client_id", "credenza-machine")],
        ("client_secret", SECRET),
    );
    let error = vault.refused(&and(&words, &["--name", "Twice"]));
    assert_eq!(error["code"], "credential.duplicate", "the token has no say: {error}");
}

#[test]
fn a_deleted_programs_token_is_revoked_where_the_provider_offers_it_and_restored_it_asks_anew() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let revocation = format!("{}/token/revocation", server.issuer());
    let fields = [("client_id", "credenza-machine"), ("revocation_url", revocation.as_str())];
    let words = add(&vault, &server, "client_credentials", &fields, ("client_secret", SECRET));
    vault.json(&and(&words, &["--name", NAME]));
    let deleted = vault.json(&["credential", "delete", NAME]);
    assert_eq!(deleted["revocation"]["outcome"], "revoked", "{deleted}");
    assert_eq!(server.count("tokens_revoked"), 1);
    vault.json(&["credential", "restore", NAME]);
    assert_eq!(verify(&vault)["outcome"], "passed");
    assert_eq!(server.token_requests(GRANT), 2, "with a token of its own");
}

#[test]
fn nothing_is_said_of_revocation_where_a_programs_provider_offers_none() {
    let (vault, _server) = program(&json!({}));
    let deleted = vault.json(&["credential", "delete", NAME]);
    assert_eq!(deleted["revocation"], Value::Null, "{deleted}");
}
