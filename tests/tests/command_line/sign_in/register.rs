//! What to register at the provider is said before anything is saved, and given back; what was saved can be
//! cleared again; addresses in private networks are asked about, names included.

use super::provider::CONNECTOR;
use crate::harness::{Vault, credenza};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::fs::File;
use std::process::{Command, Stdio};

/// One connector for each rule that the catalogue knows, its usual redirect, and how its address begins.
const RULES: [(&str, &str, &str, &str); 4] = [
    ("asana", "registered", "loopback_port", "http://127.0.0.1:47931/"),
    ("github", "any_port", "loopback", "http://127.0.0.1/"),
    ("outlook", "localhost", "localhost_port", "http://localhost:47931/"),
    ("slack", "pasted", "", ""),
];

fn add<'a>(connector: &'a str, redirect: &'a [&'a str]) -> Vec<&'a str> {
    let words = ["oauth-app", "add", connector, "--client-id", "x", "--public"];
    [&words[..], redirect].concat()
}

#[test]
fn the_connector_says_how_its_provider_sends_the_browser_back_and_an_app_begins_so() {
    let vault = Vault::new();
    for (connector, rule, kind, start) in RULES {
        let shown = vault.json(&["connector", "show", connector]);
        let schemes = shown["auth"].as_array().unwrap();
        let scheme = schemes.iter().find(|scheme| scheme["kind"] == "oauth2").unwrap();
        let registration = &scheme["registration"];
        assert_eq!(registration["redirect_rule"], rule, "{shown}");
        assert_eq!(registration["redirect"]["kind"].as_str().unwrap_or_default(), kind, "{shown}");
        assert!(registration["console_url"].as_str().unwrap().starts_with("https://"), "{shown}");
        let others = schemes.iter().filter(|scheme| scheme["kind"] != "oauth2");
        assert!(others.into_iter().all(|scheme| scheme["registration"].is_null()), "{shown}");
        if kind.is_empty() {
            let error = vault.refused(&add(connector, &[]));
            assert_eq!(error["details"]["errors"][0]["field"], "/redirect", "{error}");
            continue;
        }
        let saved = vault.json(&add(connector, &[]))["oauth_app"].clone();
        assert_eq!(saved["redirect"]["kind"], kind, "{saved}");
        assert!(saved["redirect_address"].as_str().unwrap().starts_with(start), "{saved}");
    }
}

#[test]
fn the_address_that_was_proposed_is_the_one_that_is_saved() {
    let vault = Vault::new();
    for (connector, _, _, start) in RULES {
        let proposed = vault.json(&["oauth-app", "propose", connector]);
        assert_eq!(vault.sql("SELECT COUNT(*) FROM oauth_app"), "0", "nothing is saved by asking");
        let Some(address) = proposed["redirect_address"].as_str() else {
            assert_eq!(connector, "slack", "{proposed}");
            continue;
        };
        let path = address.strip_prefix(start).unwrap();
        assert!(path.len() == 32 && proposed["redirect_path"] == path, "{proposed}");
        let saved = vault.json(&add(connector, &["--redirect", address]));
        assert_eq!(saved["oauth_app"]["redirect_address"], address, "{saved}");
        vault.json(&["oauth-app", "remove", saved["oauth_app"]["id"].as_str().unwrap()]);
    }
    let guessed = vault.refused(&add("github", &["--redirect", "http://127.0.0.1/callback"]));
    assert_eq!(guessed["details"]["errors"][0]["field"], "/redirect_path", "{guessed}");
}

#[test]
fn a_person_reads_where_to_register_and_a_script_without_a_client_id_is_told_how() {
    let vault = Vault::new();
    let said = vault.run(&["oauth-app", "propose", "asana"]).succeeds();
    for part in ["http://127.0.0.1:47931/", "port included", "https://app.asana.com/", "--redirect"]
    {
        assert!(said.stdout.contains(part), "{part}: {said}");
    }
    let said = vault.run(&["oauth-app", "propose", "slack"]).succeeds();
    assert!(said.stdout.contains("demands https"), "{said}");
    let error = vault.refused(&["oauth-app", "add", "asana", "--public"]);
    assert!(error["hint"].as_str().unwrap().contains("oauth-app propose asana"), "{error}");
    let error = vault.refused(&["oauth-app", "propose", "http-basic"]);
    assert_eq!(error["code"], "sign_in.unsupported", "{error}");
}

#[test]
fn what_was_chosen_for_an_app_can_be_cleared_again() {
    let vault = Vault::new();
    let secret = vault.file("secret", "s3cret-of-the-app");
    let mut words = vec!["oauth-app", "add", "asana", "--client-id", "x", "--name", "app"];
    words.extend(["--client-secret-file", &secret, "--scopes", "users:read", "--test-mode"]);
    words.extend(["--secret-expires-at", "2099-01-01"]);
    let first = vault.json(&words)["oauth_app"].clone();
    assert_eq!((&first["usual_scopes"], &first["test_mode"]), (&json!(false), &json!(true)));
    let update = |more: &[&str]| -> Value {
        vault.json(&[&["oauth-app", "update", "app"], more].concat())["oauth_app"].clone()
    };

    let renamed = update(&["--client-id", "y"]);
    assert_eq!(renamed["scopes"], json!(["users:read"]), "what is not named stays");
    assert_eq!(renamed["secret_expires_at"], first["secret_expires_at"]);
    let cleared = update(&["--clear", "scopes", "--clear", "secret_expires_at", "--no-test-mode"]);
    assert_eq!((&cleared["usual_scopes"], &cleared["test_mode"]), (&json!(true), &json!(false)));
    assert_ne!(cleared["scopes"], json!(["users:read"]), "{cleared}");
    assert_eq!(
        (&cleared["secret_expires_at"], &cleared["has_secret"]),
        (&json!(null), &json!(true))
    );

    update(&["--secret-expires-at", "2099-01-01"]);
    let rotated = update(&["--client-secret-file", &secret]);
    assert_eq!(rotated["secret_expires_at"], json!(null), "the end was the old secret's");
    assert_eq!(update(&["--clear", "client_secret"])["has_secret"], false);
    assert_eq!(vault.sql("SELECT COUNT(*) FROM oauth_app WHERE secret IS NOT NULL"), "0");

    let both = ["oauth-app", "update", "app", "--clear", "scopes", "--scopes", "a"];
    let error = vault.refused(&both);
    assert_eq!(error["details"]["errors"][0]["field"], "/scopes", "{error}");
    assert_eq!(vault.run(&["oauth-app", "update", "app", "--clear", "nonsense"]).code, 2);
}

#[test]
fn an_address_in_a_private_network_is_asked_about_by_number_and_by_name() {
    let vault = Vault::new();
    let server = AuthorizationServer::start(&json!({}));
    for host in ["127.0.0.1", "localhost"] {
        let private = format!("{host}:{}", server.port());
        let set = format!("base_url=http://{private}");
        let token = format!("token_url=http://{private}/token");
        let authorize = format!("authorization_url=http://{private}/auth");
        let named = ["--name", host, "--set", &set];
        let mut words = add(CONNECTOR, &named);
        words.extend(["--set", &token, "--set", &authorize]);
        let error = vault.refused(&words);
        let details = &error["details"];
        assert_eq!(error["code"], "oauth_app.invalid", "{error}");
        assert_eq!(details["code"], "egress.private_address", "{error}");
        assert_eq!(details["address"], private.as_str(), "{error}");
        assert!(details["errors"][0]["field"].as_str().unwrap().starts_with("/fields/"), "{error}");
        assert!(error["hint"].as_str().unwrap().contains("--allow-private"), "{error}");
        assert_eq!(
            vault.sql(&format!("SELECT COUNT(*) FROM oauth_app WHERE name = '{host}'")),
            "0"
        );
        words.extend(["--allow-private", &private]);
        let saved = vault.json(&words);
        assert_eq!(saved["oauth_app"]["private"], json!([private]), "{saved}");
        let moved = ["oauth-app", "update", host, "--set", "base_url=http://127.0.0.1:1"];
        let error = vault.refused(&[&moved[..], &["--set", &token, "--set", &authorize]].concat());
        assert_eq!(error["details"]["address"], "127.0.0.1:1", "a new one is asked about anew");
    }
}

#[test]
fn at_a_terminal_a_person_registers_first_and_then_says_what_the_provider_gave() {
    let vault = Vault::new();
    let typed = vault.file("typed", "my-id\ns3cret-of-the-app\n");
    let script =
        "exec 3<\"$PASSPHRASE_FILE\"; exec script -qec \"$PROGRAM oauth-app add asana\" /dev/null";
    let mut terminal = Command::new("/bin/sh");
    terminal.args(["-c", script]).env_clear().env("PROGRAM", credenza());
    let same = vault.command(&[]);
    let environment = same.get_envs().filter_map(|(name, value)| Some((name, value?)));
    terminal.envs(environment).stdin(File::open(typed).unwrap());
    terminal.stdout(Stdio::piped()).stderr(Stdio::piped());
    let said = vault.finish(terminal, &["oauth-app", "add", "asana"]).succeeds();
    let shown = said.stdout.find("http://127.0.0.1:47931/").expect("the address to register");
    assert!(shown < said.stdout.find("Client id:").unwrap(), "before the id is asked for: {said}");
    let apps = vault.json(&["oauth-app", "list"]);
    let app = &apps["items"][0];
    assert_eq!((&app["client_id"], &app["has_secret"]), (&json!("my-id"), &json!(true)), "{apps}");
    let address = app["redirect_address"].as_str().unwrap();
    assert!(said.stdout[shown..].starts_with(address), "what was shown is saved: {said}");
}
