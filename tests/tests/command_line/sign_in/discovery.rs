//! An OAuth app that names its issuer: the addresses are what the issuer publishes, and never at another host
//! without a person's word.

use super::provider::{CONNECTOR, Provider, Started, visit};
use crate::harness::{Transcript, Vault};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};

/// Registers an OAuth app that says no more than its issuer, and these fields.
fn register(vault: &Vault, server: &AuthorizationServer, set: &[&str]) -> Transcript {
    let (base, private) =
        (format!("base_url={}", server.issuer()), format!("127.0.0.1:{}", server.port()));
    let secret = vault.file("client-secret", "credenza-test-secret");
    let mut words = vec!["oauth-app", "add", CONNECTOR, "--client-id", "credenza"];
    words.extend(["--name", "app", "--scopes", "openid,email", "--allow-private", &private]);
    words.extend(["--client-secret-file", &secret, "--set", &base, "--set", "probe_path=/me"]);
    set.iter().for_each(|pair| words.extend(["--set", pair]));
    words.push("--json");
    vault.run(&words)
}

fn error_of(vault: &Vault, server: &AuthorizationServer, set: &[&str]) -> Value {
    let error = register(vault, server, set).error(1);
    assert_eq!(error["code"], "oauth_app.invalid", "{error}");
    error["details"]["errors"].clone()
}

#[test]
fn the_issuer_is_enough_to_sign_in() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let issuer = server.issuer();
    let saved = register(&vault, &server, &[&format!("issuer={issuer}")]).succeeds().value();
    let app = &saved["oauth_app"];
    for (field, path) in [
        ("authorization_url", "/auth"),
        ("token_url", "/token"),
        ("revocation_url", "/token/revocation"),
        ("device_url", "/device/auth"),
    ] {
        assert_eq!(app["public"][field], format!("{issuer}{path}"), "{saved}");
    }
    server.set(&json!({"redirect_addresses": [app["redirect_address"]]}));
    let provider = Provider { server };
    let told = provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds().told();
    assert_eq!(told["credential"]["account"], "ana@example.com", "{told}");
}

#[test]
fn an_address_at_another_host_is_shown_and_taken_only_from_a_person() {
    let elsewhere = "https://tokens.example/token";
    let server = AuthorizationServer::start(&json!({"metadata": {"token_endpoint": elsewhere}}));
    let (vault, issuer) = (Vault::new(), format!("issuer={}", server.issuer()));
    let errors = error_of(&vault, &server, &[&issuer]);
    assert_eq!(errors.as_array().unwrap().len(), 1, "{errors}");
    assert_eq!(errors[0]["field"], "/fields/token_url");
    assert!(errors[0]["message"].as_str().unwrap().contains(elsewhere), "{errors}");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM oauth_app"), "0");
    let entered = format!("token_url={elsewhere}");
    let saved = register(&vault, &server, &[&issuer, &entered]).succeeds().value();
    assert_eq!(saved["oauth_app"]["public"]["token_url"], elsewhere, "{saved}");
    let rest = saved["oauth_app"]["public"]["authorization_url"].as_str().unwrap();
    assert!(rest.starts_with(&server.issuer()), "the others are still found: {saved}");
}

#[test]
fn metadata_that_are_wrong_are_told_at_the_issuer_and_nothing_is_saved() {
    let server = AuthorizationServer::start(&json!({}));
    let (vault, issuer) = (Vault::new(), server.issuer());
    for (metadata, says) in [
        (json!({"issuer": "https://other.example"}), "https://other.example"),
        (json!({"issuer": format!("{issuer}/")}), "exactly"),
        (json!({"token_endpoint": "http://tokens.example/token"}), "https"),
        (json!("<html>please sign in</html>"), "cannot be read"),
    ] {
        server.set(&json!({"metadata": metadata}));
        let errors = error_of(&vault, &server, &[&format!("issuer={issuer}")]);
        assert_eq!(errors[0]["field"], "/fields/issuer", "{metadata}: {errors}");
        assert!(errors[0]["message"].as_str().unwrap().contains(says), "{metadata}: {errors}");
    }
    let errors = error_of(&vault, &server, &["issuer=http://issuer.example"]);
    assert!(errors[0]["message"].as_str().unwrap().contains("https address"), "{errors}");
    let errors = error_of(&vault, &server, &[]);
    assert!(errors[0]["message"].as_str().unwrap().contains("or the issuer"), "{errors}");
    assert_eq!(vault.sql("SELECT COUNT(*) FROM oauth_app"), "0");
}

#[test]
fn an_issuer_that_promises_its_name_is_not_believed_without_it() {
    let (vault, server) = (Vault::new(), AuthorizationServer::start(&json!({})));
    let issuer = server.issuer();
    let saved = register(&vault, &server, &[&format!("issuer={issuer}")]).succeeds().value();
    let app = &saved["oauth_app"];
    assert_eq!(app["public"]["iss_parameter_supported"], true, "{saved}");
    server.set(&json!({"redirect_addresses": [app["redirect_address"]]}));
    let name = format!("iss={}", issuer.replace(':', "%3A").replace('/', "%2F"));
    for other in ["x=1", "iss=https://evil.example"] {
        let words = ["connect", "--connector", CONNECTOR, "--no-browser", "--json"];
        let mut command = Started::begin(&vault, &words);
        let back = server.walk(&command.address(), "ana");
        assert!(back.contains(&name), "{back}");
        visit(&back.replace(&name, other));
        let error = command.end().told()["error"].clone();
        assert_eq!(error["code"], "sign_in.foreign", "{other}: {error}");
        assert_eq!(server.token_requests("authorization_code"), 0, "the code was not sent");
    }
    assert_eq!(vault.sql("SELECT COUNT(*) FROM credential"), "0");
}
