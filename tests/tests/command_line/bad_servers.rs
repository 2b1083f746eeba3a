//! What can be wrong on the other side: each said with its stage, its code, and the field to look at.

use crate::harness::{Vault, and};
use crate::story::database;
use credenza_testing::servers::{Certificates, Postgres, ServerCertificate, Silent, free_port};
use serde_json::Value;
use std::time::{Duration, Instant};

fn failed_with(error: &Value, code: &str, field: &str) {
    assert_eq!(error["code"], "verification.failed", "{error}");
    assert_eq!(error["details"]["code"], code, "{error}");
    assert_eq!(error["details"]["field"], field, "{error}");
    let stages = error["details"]["stages"].as_array().unwrap();
    let failed: Vec<&Value> = stages.iter().filter(|stage| stage["outcome"] == "failed").collect();
    assert_eq!(failed.len(), 1, "{error}");
    assert!(failed[0]["hint"].is_string() && error["hint"].is_string(), "what to do next: {error}");
}

#[test]
fn each_wrong_value_of_a_database_login_is_told_apart_and_nothing_is_saved() {
    let (vault, server) = (Vault::new(), Postgres::start());
    let words = database(&vault, server.port(), Postgres::APP_USER.password);
    for (changes, secret, code, field) in [
        (["--set", "database=closed"].as_slice(), None, "perm.denied", "/database"),
        (&["--set", "database=nowhere"], None, "target.not_found", "/database"),
        (&["--set", "host=no-such-host.invalid"], None, "net.dns", "/host"),
        (&["--set", "tls_mode=require"], None, "tls.failed", "/tls_mode"),
        (&[], Some("wrong"), "auth.rejected", "/password"),
        (&["--set", "username=stranger"], None, "auth.rejected", "/password"),
    ] {
        let [option, secret] =
            vault.secret("password", secret.unwrap_or(Postgres::APP_USER.password));
        let error = vault.refused(&and(&words, &[changes, &[&option, &secret]].concat()));
        failed_with(&error, code, field);
        assert!(!error.to_string().contains("wrong\""), "{error}");
    }
    let closed = free_port();
    let port = format!("port={closed}");
    let refused = vault.refused(&and(
        &words,
        &["--set", &port, "--allow-private", &format!("127.0.0.1:{closed}")],
    ));
    failed_with(&refused, "net.refused", "/port");
    assert_eq!(vault.json(&["credential", "list"])["total"], 0);
}

#[test]
fn a_server_that_says_nothing_ends_by_the_time_limit_that_was_set() {
    let (vault, silent) = (Vault::with(&["stage_seconds=1", "total_seconds=5"]), Silent::start());
    let begun = Instant::now();
    let error = vault.refused(&and(&database(&vault, silent.port(), "any"), &[]));
    assert_eq!(error["details"]["code"], "net.timeout", "{error}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert!(silent.all_hung_up_within(Duration::from_secs(5)), "no connection stays open");
}

#[test]
fn a_certificate_is_trusted_only_when_it_is_valid_named_right_and_signed_by_the_given_authority() {
    let vault = Vault::new();
    let authority = Certificates::new();
    let known = authority.authority_pem();
    for (certificate, given, code) in [
        (authority.server(), Some(&known), None),
        (authority.server(), None, Some("tls.untrusted")),
        (authority.expired(), Some(&known), Some("tls.expired")),
        (authority.wrong_name(), Some(&known), Some("tls.name_mismatch")),
        (Certificates::self_signed(), Some(&known), Some("tls.untrusted")),
    ] {
        let outcome = with_certificate(&vault, &certificate, given.map(String::as_str));
        match code {
            None => assert_eq!(outcome["credential"]["state"], "connected", "{outcome}"),
            Some(code) => assert_eq!(outcome["error"]["details"]["code"], code, "{outcome}"),
        }
    }
    assert_eq!(vault.json(&["credential", "list"])["total"], 1);
}

fn with_certificate(
    vault: &Vault,
    certificate: &ServerCertificate,
    authority: Option<&str>,
) -> Value {
    let server = Postgres::builder().tls(certificate).insisting_on_tls().start();
    let words = database(vault, server.port(), Postgres::APP_USER.password);
    let authority = authority.map(|pem| format!("ca_certificate={pem}"));
    let mut more = vec!["--set", "tls_mode=verify-full", "--json"];
    if let Some(authority) = &authority {
        more.extend(["--set", authority]);
    }
    vault.run(&and(&words, &more)).value()
}

#[test]
fn a_connection_string_wins_and_is_kept_as_a_secret_as_a_whole() {
    let (vault, server) = (Vault::new(), Postgres::start());
    let port = server.port();
    let text = |password: &str| {
        format!("postgresql://app_user:{password}@127.0.0.1:{port}/orders?sslmode=disable")
    };
    let allowed = format!("127.0.0.1:{port}");
    let words = |password: &str| {
        let mut words = vault.add("postgresql", &[], &[("connection_string", &text(password))]);
        words.extend(["--allow-private".to_owned(), allowed.clone()]);
        words
    };
    let added = vault.json(&and(&words(Postgres::APP_USER.password), &[]));
    assert_eq!(added["credential"]["auth"], "connection_string", "{added}");
    assert_eq!(added["credential"]["account"], "app_user");
    assert!(!added.to_string().contains(Postgres::APP_USER.password), "{added}");
    let wrong = vault.refused(&and(&words("mistaken-password"), &[]));
    failed_with(&wrong, "auth.rejected", "/connection_string");
    assert!(!wrong.to_string().contains("mistaken-password"), "{wrong}");
}
