//! Connectors that have to learn which site a sign-in is for before anything can be asked of its API: the only one,
//! the one that was named, the one it had; never a guess, and never another host's.

use super::provider::{Provider, Started, visit};
use crate::harness::{Transcript, Vault, find_leaks};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};

const FILE: &str = include_str!("sites.toml");

fn site(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "url": format!("https://{id}.sites.example")})
}

fn both() -> Value {
    json!({"sites": [site("c-1", "Acme"), site("c-2", "Globex")]})
}

/// The connector is imported and its OAuth app registered.
fn start(vault: &Vault, options: &Value) -> Provider {
    let provider = Provider { server: AuthorizationServer::start(options) };
    let path = vault.file("sites.toml", FILE);
    let hosts = ["--approve-host", "{server}", "--approve-host", "{api_url}"];
    vault.run(&[&["connector", "import", &path], hosts.as_slice()].concat()).succeeds();
    let server = format!("server={}", provider.server.issuer());
    let private = format!("127.0.0.1:{}", provider.server.port());
    let secret = vault.file("client-secret", "credenza-test-secret");
    let mut words = vec!["oauth-app", "add", "many-sites", "--client-id", "credenza"];
    words.extend(["--name", "app", "--set", &server, "--allow-private", &private]);
    words.extend(["--client-secret-file", &secret]);
    let saved = vault.json(&words);
    let address = &saved["oauth_app"]["redirect_address"];
    provider.server.set(&json!({"redirect_addresses": [address]}));
    provider
}

fn sign_in(vault: &Vault, provider: &Provider, more: &[&str]) -> Transcript {
    let mut words = vec!["connect", "--no-browser", "--json"];
    if !more.contains(&"--connectionId") {
        words.extend(["--connector", "many-sites"]);
    }
    words.extend(more);
    let mut command = Started::begin(vault, &words);
    let back = provider.server.walk(&command.address(), "ana@example.com");
    visit(&back);
    command.end()
}

/// The error of a sign-in that must not save anything.
fn refused(vault: &Vault, provider: &Provider, more: &[&str]) -> Value {
    let before = vault.sql("SELECT COUNT(*) FROM credential");
    let told = sign_in(vault, provider, more);
    assert_ne!(told.code, 0, "{told}");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM credential"), before, "nothing was saved: {told}");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM sign_in"), "0");
    told.told()["error"].clone()
}

#[test]
fn the_only_site_is_learned_and_kept_when_the_token_is_renewed() {
    let vault = Vault::new();
    // Shorter than the least lead, so that it is due at once.
    let options = json!({"access_token_ttl": 50, "sites": [site("c-1", "Acme")]});
    let provider = start(&vault, &options);
    let told = sign_in(&vault, &provider, &["--name", "Tickets"]).succeeds().told();
    let saved = &told["credential"];
    assert_eq!(saved["state"], "connected", "{told}");
    assert_eq!(saved["account"], "ana@example.com", "{told}");
    assert_eq!(saved["public"]["cloud_id"], "c-1", "{told}");
    let stages = saved["proof"]["stages"].as_array().unwrap();
    let identify = stages.iter().find(|stage| stage["stage"] == "identify").unwrap();
    assert!(identify["message"].as_str().unwrap().ends_with("; site Acme"), "{told}");

    let verified = vault.json(&["credential", "verify", "Tickets"]);
    assert_eq!(verified["results"][0]["outcome"], "passed", "{verified}");
    assert_eq!(provider.server.token_requests("refresh_token"), 1);
    assert_eq!(provider.server.count("sites_listed"), 1, "asked once, at the sign-in");
    let after = vault.json(&["credential", "show", "Tickets"]);
    assert_eq!(after["credential"]["public"]["cloud_id"], "c-1", "{after}");
}

#[test]
fn among_several_the_named_one_is_taken_and_otherwise_they_are_listed() {
    let vault = Vault::new();
    let provider = start(&vault, &both());
    let error = refused(&vault, &provider, &[]);
    assert_eq!(error["code"], "verification.failed", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.ends_with("access to more than one site: Acme, Globex"), "{error}");
    let hint = error["hint"].as_str().unwrap();
    assert!(hint.contains("field “Site”") && hint.contains("--set site=NAME"), "{error}");
    let choices = json!([{"id": "c-1", "name": "Acme"}, {"id": "c-2", "name": "Globex"}]);
    assert_eq!(error["details"]["choices"], choices, "{error}");
    assert_eq!(error["details"]["field"], "/site", "{error}");
    let stage = &error["details"]["stages"][0];
    assert_eq!((&stage["stage"], &stage["outcome"]), (&json!("identify"), &json!("failed")));

    let unknown = refused(&vault, &provider, &["--set", "site=Initech"]);
    let message = unknown["message"].as_str().unwrap();
    assert!(message.contains("no site called “Initech”. There is: Acme, Globex"), "{unknown}");

    for (named, id) in [("globex", "c-2"), ("c-1", "c-1")] {
        let set = format!("site={named}");
        let told = sign_in(&vault, &provider, &["--set", &set]).succeeds().told();
        assert_eq!(told["credential"]["public"]["cloud_id"], id, "{told}");
    }
}

#[test]
fn an_account_without_a_site_is_told_what_to_do() {
    let vault = Vault::new();
    let provider = start(&vault, &json!({"sites": []}));
    let error = refused(&vault, &provider, &[]);
    assert_eq!(error["details"]["code"], "target.not_found", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.ends_with("Many Sites gives this account access to no site"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("sign in again"), "{error}");
}

#[test]
fn reconnecting_keeps_the_site_and_another_one_is_stopped_until_somebody_says_so() {
    let vault = Vault::new();
    let provider = start(&vault, &json!({"sites": [site("c-1", "Acme")]}));
    sign_in(&vault, &provider, &["--name", "Tickets"]).succeeds();
    // Meanwhile a second site came, and the first has a new name.
    provider.server.set(&json!({"sites": [site("c-2", "Globex"), site("c-1", "Acme Ltd")]}));
    let again = ["--connectionId", "Tickets"];
    let told = sign_in(&vault, &provider, &again).succeeds().told();
    assert_eq!(told["credential"]["public"]["cloud_id"], "c-1", "{told}");

    let other = [&again, ["--set", "site=Globex"].as_slice()].concat();
    let error = refused(&vault, &provider, &other);
    assert_eq!(error["code"], "sign_in.account_changed", "{error}");
    let was = json!({"was": "ana@example.com at c-1", "now": "ana@example.com at c-2"});
    assert_eq!(error["details"], was, "{error}");
    let kept = vault.json(&["credential", "show", "Tickets"]);
    assert_eq!(kept["credential"]["public"]["cloud_id"], "c-1", "{kept}");

    // The site is gone: the only other one is another place, too.
    provider.server.set(&json!({"sites": [site("c-2", "Globex")]}));
    let error = refused(&vault, &provider, &again);
    assert_eq!(error["code"], "sign_in.account_changed", "{error}");
    let accepted = [&again, ["--accept-account", "ana@example.com at c-2"].as_slice()].concat();
    let told = sign_in(&vault, &provider, &accepted).succeeds().told();
    assert_eq!(told["credential"]["public"]["cloud_id"], "c-2", "{told}");
}

#[test]
fn no_answer_leads_the_token_elsewhere_and_none_is_guessed_around() {
    let vault = Vault::new();
    let provider = start(&vault, &both());
    let elsewhere = format!("http://127.0.0.2:{}/api/me", provider.server.port());
    let evil = json!([{"id": "c-1", "name": "Acme", "url": "https://sites.example.evil.example"}]);
    for (answer, code) in [
        (json!({"body": evil}), "egress.host_not_allowed"),
        (json!({"status": 302, "headers": {"location": elsewhere}}), "provider.redirected"),
        (json!({"status": 403, "body": {"message": "scope"}}), "perm.denied"),
        (json!({"status": 429, "headers": {"retry-after": "7"}}), "rate.limited"),
        (json!({"status": 503}), "provider.unavailable"),
        (json!({"body": {"sites": "none"}}), "provider.unexpected"),
        (json!({"length": 3_000_000}), "provider.unexpected"),
    ] {
        provider.server.set(&json!({"sites_answer": answer}));
        let error = refused(&vault, &provider, &[]);
        assert_eq!(error["code"], "verification.failed", "{code}: {error}");
        assert_eq!(error["details"]["code"], code, "{error}");
        assert!(error["hint"].is_string(), "{code}: {error}");
    }
    assert_eq!(provider.server.count("api_refused"), 0);
    assert_eq!(find_leaks("credenza-test-secret", &vault.folder(), &vault.printed()), [""; 0]);
}
