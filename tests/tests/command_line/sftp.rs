//! File servers: passwords, key files, and the host key that comes before the secret.

use crate::harness::{Vault, and};
use crate::story::files;
use credenza_testing::servers::{KeyKind, OpenSsh};
use serde_json::json;

fn with_key(vault: &Vault, server: &OpenSsh, key: &str, passphrase: Option<&str>) -> Vec<String> {
    let port = server.port().to_string();
    let set = [
        ("auth_type", "key_file"),
        ("host", "127.0.0.1"),
        ("port", &port),
        ("username", &server.user().username),
    ];
    let mut secrets = vec![("private_key_data", key)];
    secrets.extend(passphrase.map(|text| ("private_key_passphrase", text)));
    let mut words = vault.add("sftp", &set, &secrets);
    words.extend(["--allow-private".to_owned(), format!("127.0.0.1:{port}")]);
    words.extend(["--accept-host-key".to_owned(), server.fingerprint()]);
    words
}

#[test]
fn an_unknown_host_key_is_shown_then_accepted_then_pinned_and_a_changed_one_stops_everything() {
    let (vault, mut server) = (Vault::new(), OpenSsh::start());
    let words = files(&vault, &server);
    let unasked = &words[..words.len() - 2];
    let unknown = vault.refused(&and(unasked, &["--name", "Files"]));
    assert_eq!(unknown["code"], "verification.failed");
    assert_eq!(unknown["details"]["code"], "host_key.unknown");
    assert_eq!(unknown["details"]["host_key"], server.fingerprint().as_str());
    assert_eq!(vault.json(&["credential", "list"])["total"], 0, "nothing was saved");
    let impostor =
        and(unasked, &["--accept-host-key", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]);
    assert_eq!(vault.refused(&impostor)["code"], "verification.failed");

    let added = vault.json(&and(&words, &["--name", "Files"]));
    assert_eq!(added["credential"]["proof"]["host_key"], server.fingerprint().as_str());
    vault.run(&["credential", "verify", "Files"]).succeeds();

    let pinned = server.fingerprint();
    server.change_host_key();
    let changed = vault.run(&["credential", "verify", "Files", "--json"]);
    assert_eq!(changed.code, 1, "{changed}");
    let list = vault.json(&["credential", "list"]);
    let item = &list["items"][0];
    assert_eq!(
        (&item["state"], &item["state_reason"]),
        (&json!("disconnected"), &json!("host_key.changed"))
    );
    let said = vault.run(&["credential", "verify", "Files"]);
    assert!(said.stdout.contains(&pinned) && said.stdout.contains(&server.fingerprint()), "{said}");
    assert!(said.stdout.contains("has changed"), "{said}");

    let refused = vault.refused(&["credential", "update", "Files", "--set", "test_path=out"]);
    assert_eq!(refused["details"]["code"], "host_key.changed");
    assert_eq!(refused["details"]["host_key"], server.fingerprint().as_str());
    let confirmed = ["credential", "update", "Files", "--accept-host-key", &server.fingerprint()];
    assert_eq!(vault.json(&confirmed)["credential"]["state"], "connected");
    vault.run(&["credential", "verify", "Files"]).succeeds();
}

#[test]
fn keys_of_each_form_sign_in_and_an_encrypted_one_needs_its_passphrase() {
    let (vault, server) = (Vault::new(), OpenSsh::start());
    for kind in [KeyKind::Ed25519, KeyKind::RsaPkcs1, KeyKind::EcdsaSec1] {
        let words = with_key(&vault, &server, &server.new_key(kind).private, None);
        let added = vault.json(&and(&words, &[]));
        assert_eq!(added["credential"]["state"], "connected", "{kind:?}");
        assert_eq!(added["credential"]["secrets"], json!(["private_key_data"]));
    }
    let passphrase = "tall green kettle";
    for kind in [KeyKind::EncryptedEd25519(passphrase), KeyKind::EncryptedPkcs8(passphrase)] {
        let key = server.new_key(kind).private;
        for (given, why) in [(None, "no passphrase"), (Some("wrong"), "a wrong one")] {
            let error = vault.refused(&and(&with_key(&vault, &server, &key, given), &[]));
            assert_eq!(error["code"], "verification.failed", "{why}: {error}");
            assert_eq!(error["details"]["field"], "/private_key_passphrase", "{why}: {error}");
        }
        vault.run(&and(&with_key(&vault, &server, &key, Some(passphrase)), &[])).succeeds();
    }
    assert_eq!(vault.json(&["credential", "list"])["total"], 5);
}

#[test]
fn a_write_test_is_done_where_it_is_asked_for_and_leaves_nothing_behind() {
    let (vault, server) = (Vault::new(), OpenSsh::start());
    let words = files(&vault, &server);
    let here = |path: &str| format!("test_path={}", server.files().join(path).display());
    let (out, read_only) = (here("out"), here("readonly"));
    let denied = vault.refused(&and(&words, &["--set", &read_only, "--set", "write_test=true"]));
    assert_eq!(denied["details"]["code"], "perm.denied", "{denied}");
    vault.run(&and(&words, &["--set", &read_only, "--name", "Reads"])).succeeds();
    let both = ["--set", &out, "--set", "write_test=true", "--name", "Writes", "--allow-duplicate"];
    vault.run(&and(&words, &both)).succeeds();
    let left: Vec<_> = std::fs::read_dir(server.files().join("out")).unwrap().collect();
    assert_eq!(left.len(), 1, "only orders.csv: {left:?}");
}

#[test]
fn what_is_no_key_or_no_access_is_said_at_the_field_it_came_from() {
    let (vault, server) = (Vault::new(), OpenSsh::start());
    let stranger = credenza_testing::servers::make_key(KeyKind::Ed25519).private;
    let error = vault.refused(&and(&with_key(&vault, &server, &stranger, None), &[]));
    assert_eq!(error["details"]["code"], "auth.rejected", "{error}");
    assert_eq!(error["details"]["field"], "/private_key_data");

    let public = server.new_key(KeyKind::Ed25519).public;
    for (key, what) in [("not a key", "no PEM"), (public.as_str(), "the public half")] {
        let error = vault.refused(&and(&with_key(&vault, &server, key, None), &[]));
        let field =
            error["details"]["field"].as_str().or(error["details"]["errors"][0]["field"].as_str());
        assert_eq!(field, Some("/private_key_data"), "{what}: {error}");
    }
    let huge = "k".repeat(70 * 1024);
    let error = vault.refused(&and(&with_key(&vault, &server, &huge, None), &[]));
    assert_eq!(error["code"], "draft.invalid");
    assert_eq!(error["details"]["errors"][0]["field"], "/private_key_data");
    assert!(!error.to_string().contains("kkkk"), "the secret is not quoted");

    let words = files(&vault, &server);
    let wrong = vault.refused(&and(&words, &["--set", "username=nobody-here"]));
    assert_eq!(wrong["details"]["code"], "auth.rejected", "{wrong}");
    let gone = vault.refused(&and(&words, &["--set", "test_path=/no/such/place"]));
    assert_eq!(
        (&gone["details"]["code"], &gone["details"]["field"]),
        (&json!("target.not_found"), &json!("/test_path"))
    );
    assert_eq!(vault.json(&["credential", "list"])["total"], 0);
}
