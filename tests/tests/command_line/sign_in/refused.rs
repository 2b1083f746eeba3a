//! Sign-ins that end badly leave nothing, and say why; OAuth apps that do not fit are refused field by field.

use super::provider::{CONNECTOR, Provider, Started, visit};
use crate::harness::Vault;
use serde_json::{Value, json};
use std::net::TcpListener;

/// A provider that knows no PKCE.
const WITHOUT_PKCE: &str = "attio";

fn nothing_is_left(vault: &Vault) {
    assert_eq!(vault.json(&["credential", "list"])["total"], 0);
    assert_eq!(vault.sql("SELECT COUNT(*) FROM sign_in"), "0");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM oauth_grant"), "0");
}

fn error_of(vault: &Vault, provider: &Provider, who: &str) -> Value {
    let transcript = provider.sign_in(vault, who, &[]);
    assert_eq!(transcript.code, 1, "{transcript}");
    transcript.told()["error"].clone()
}

#[test]
fn a_person_who_declines_leaves_nothing() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let error = error_of(&vault, &provider, "abort");
    assert_eq!(error["code"], "sign_in.denied", "{error}");
    assert_eq!(error["message"], "You declined access. Nothing was saved");
    nothing_is_left(&vault);
}

#[test]
fn an_answer_that_did_not_start_here_is_refused_and_the_code_is_never_sent() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let words = ["connect", "--connector", CONNECTOR, "--no-browser", "--json"];
    let mut command = Started::begin(&vault, &words);
    let address = command.address();
    let (_, rest) = address.split_once("redirect_uri=").unwrap();
    let redirect = rest.split('&').next().unwrap().replace("%3A", ":").replace("%2F", "/");
    visit(&format!("{redirect}?code=stolen&state=forged&iss={}", provider.server.issuer()));
    let error = command.end().told()["error"].clone();
    assert_eq!(error["code"], "sign_in.foreign", "{error}");
    assert_eq!(error["message"], "This sign-in did not start here");
    assert_eq!(provider.server.token_requests("authorization_code"), 0);
    nothing_is_left(&vault);
}

#[test]
fn a_provider_out_of_order_leaves_nothing() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.server.set(&json!({"outage": 503}));
    let error = error_of(&vault, &provider, "ana");
    assert_eq!(error["code"], "sign_in.refused", "{error}");
    assert_eq!(error["details"]["reason"], "token.transport", "{error}");
    nothing_is_left(&vault);
}

#[test]
fn a_token_that_does_not_pass_the_dry_run_is_not_saved() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    // Without `openid` the provider gives a token, and its own /me refuses it.
    let transcript = provider.sign_in(&vault, "ana", &["--scopes", "files.read"]);
    let error = transcript.told()["error"].clone();
    assert_eq!(error["code"], "verification.failed", "{error}");
    assert!(
        error["details"]["stages"].as_array().is_some_and(|stages| stages.len() > 2),
        "{error}"
    );
    nothing_is_left(&vault);
    assert_eq!(provider.server.count("grants_revoked"), 1, "and not left at the provider");
}

#[test]
fn a_token_of_another_account_is_given_back_and_one_of_the_same_is_let_alone() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    let refused = provider.sign_in(&vault, "bob", &["--connectionId", "Files"]);
    assert_eq!(refused.told()["error"]["code"], "sign_in.account_changed", "{refused}");
    assert_eq!(provider.server.count("grants_revoked"), 1, "bob's");
    // Some providers end everything of a person at once: a duplicate must not cost what works.
    assert_eq!(error_of(&vault, &provider, "ana")["code"], "credential.duplicate");
    assert_eq!(provider.server.count("grants_revoked"), 1);
    let verified = vault.json(&["credential", "verify", "Files"]);
    assert_eq!(verified["results"][0]["outcome"], "passed", "{verified}");
    let deleted = vault.run(&["credential", "delete", "Files"]).succeeds();
    assert!(deleted.stdout.contains("Its access was revoked at the provider."), "{deleted}");
}

#[test]
fn the_same_account_is_not_signed_in_twice_unless_that_is_meant() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &[]).succeeds();
    let error = error_of(&vault, &provider, "ana");
    assert_eq!(
        error["code"], "credential.duplicate",
        "the token is another one, the account is not: {error}"
    );
    provider.sign_in(&vault, "ana", &["--allow-duplicate"]).succeeds();
    provider.sign_in(&vault, "bob", &[]).succeeds();
    assert_eq!(vault.json(&["credential", "list"])["total"], 3);
}

#[test]
fn where_the_browser_does_not_come_back_its_address_is_pasted() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let back = "https://example.com/back";
    vault.json(&["oauth-app", "update", "app", "--redirect", back]);
    provider.server.set(&json!({"redirect_addresses": [back]}));
    let words = ["connect", "--connector", CONNECTOR, "--no-browser", "--json"];
    let mut command = Started::begin(&vault, &words);
    let shown = provider.server.walk(&command.address(), "ana");
    assert!(shown.starts_with(back), "{shown}");
    command.types("https://example.com/elsewhere");
    command.line(|line| line.contains("not the address").then_some(()));
    command.types(&shown);
    let told = command.end().succeeds().told();
    assert_eq!(told["credential"]["state"], "connected", "{told}");
}

#[test]
fn where_the_port_is_taken_the_address_is_pasted() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let fixed = format!("http://127.0.0.1:{port}");
    let saved = vault.json(&["oauth-app", "update", "app", "--redirect", &fixed]);
    let back = saved["oauth_app"]["redirect_address"].as_str().unwrap();
    // The provider compares without the port.
    let registered = back.replace(&format!(":{port}"), "");
    provider.server.set(&json!({"redirect_addresses": [registered]}));
    let words = ["connect", "--connector", CONNECTOR, "--no-browser", "--json"];
    let mut command = Started::begin(&vault, &words);
    let address = command.address();
    let said = format!("Another program uses port {port}");
    command.line(|line| line.contains(&said).then_some(()));
    let shown = provider.server.walk(&address, "ana");
    assert!(shown.starts_with(back), "{shown}");
    command.types(&shown);
    let told = command.end().succeeds().told();
    assert_eq!(told["credential"]["state"], "connected", "{told}");
}

#[test]
fn where_the_code_alone_would_be_enough_a_taken_port_is_refused() {
    let vault = Vault::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let fixed = format!("http://127.0.0.1:{port}");
    // Its provider knows no PKCE, and a public client has no secret.
    let add = ["oauth-app", "add", WITHOUT_PKCE, "--client-id", "x", "--public", "--name", "app"];
    vault.json(&[&add[..], &["--redirect", &fixed]].concat());
    let error = vault.refused(&["connect", "--connector", WITHOUT_PKCE, "--no-browser"]);
    assert_eq!(error["code"], "sign_in.port_taken", "{error}");
    assert_eq!(error["details"]["port"], port);
}

#[test]
fn ctrl_c_cancels_a_sign_in_that_waits() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    let words = ["connect", "--connector", CONNECTOR, "--no-browser", "--json"];
    let mut command = Started::begin(&vault, &words);
    let back = provider.server.walk(&command.address(), "ana");
    command.line(|line| line.contains("Ctrl+C cancels").then_some(()));
    command.interrupt();
    let ended = command.end();
    assert_eq!(ended.code, 1, "it ends by itself, and in order: {ended}");
    assert_eq!(ended.told()["error"]["code"], "verification.cancelled", "{ended}");
    nothing_is_left(&vault);
    let (address, _) = back.strip_prefix("http://").unwrap().split_once('/').unwrap();
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody waits for the browser");
}

#[test]
fn five_sign_ins_wait_at_most_and_those_of_dead_processes_make_room() {
    let vault = Vault::new();
    let _provider = Provider::start(&vault, &json!({}));
    let words = ["connect", "--connector", CONNECTOR, "--no-browser", "--json"];
    let mut waiting: Vec<Started> = (0..5).map(|_| Started::begin(&vault, &words)).collect();
    waiting.iter_mut().for_each(|one| drop(one.address()));
    let error = vault.refused(&words[..4]);
    assert_eq!(error["code"], "sign_in.limit_reached", "{error}");
    for one in waiting {
        one.kill();
    }
    let mut next = Started::begin(&vault, &words);
    next.address();
    assert_eq!(vault.sql("SELECT COUNT(*) FROM sign_in"), "1");
    next.kill();
}

#[test]
fn an_oauth_app_that_does_not_fit_is_refused_field_by_field() {
    let vault = Vault::new();
    let secret = vault.file("secret", "s3cret-of-the-app");
    let words = [
        "oauth-app",
        "add",
        CONNECTOR,
        "--client-id",
        " padded ",
        "--client-secret-file",
        &secret,
        "--scopes",
        "two words",
        "--redirect",
        "http://127.0.0.1:80",
        "--set",
        "nonsense=1",
        "--secret-expires-at",
        "2001-01-01",
    ];
    let error = vault.refused(&words);
    assert_eq!(error["code"], "oauth_app.invalid", "{error}");
    let fields: Vec<&str> = error["details"]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["field"].as_str())
        .collect();
    for field in ["/client_id", "/scopes/0", "/redirect", "/fields/nonsense", "/secret_expires_at"]
    {
        assert!(fields.contains(&field), "{field}: {error}");
    }
    assert!(!error.to_string().contains("s3cret"), "{error}");

    let error = vault.refused(&[
        "oauth-app",
        "add",
        CONNECTOR,
        "--client-id",
        "x",
        "--client-secret-file",
        &secret,
    ]);
    assert_eq!(
        error["details"]["errors"][0]["field"], "/fields/base_url",
        "where would the secret go? {error}"
    );
    let error = vault.refused(&["connect", "--connector", CONNECTOR, "--no-browser"]);
    assert_eq!(error["code"], "oauth_app.missing", "{error}");
    let error =
        vault.refused(&["connect", "--connector", "http-basic", "--device", "--no-browser"]);
    assert_eq!(error["code"], "sign_in.unsupported", "{error}");
}

#[test]
fn an_oauth_app_in_use_stays_and_its_secret_follows_no_new_address() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &[]).succeeds();
    let error = vault.refused(&["oauth-app", "remove", "app"]);
    assert_eq!(error["code"], "oauth_app.in_use", "{error}");
    let elsewhere = [
        "oauth-app",
        "update",
        "app",
        "--set",
        "base_url=https://evil.example",
        "--set",
        "authorization_url=https://evil.example/auth",
        "--set",
        "token_url=https://evil.example/token",
    ];
    let error = vault.refused(&elsewhere);
    assert_eq!(error["details"]["errors"][0]["field"], "/client_secret", "{error}");
    // Behind Credenza's back it is no better.
    vault.sql("UPDATE oauth_app SET fields = replace(fields, '127.0.0.1', '127.0.0.2')");
    let error = vault.unreachable(&["oauth-app", "list"]);
    assert_eq!(error["code"], "vault.tampered", "{error}");
}
