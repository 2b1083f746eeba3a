//! What works without an open vault, and a vault that others could read.

use crate::harness::Vault;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn asked(vault: &Vault, words: &[&str]) -> Value {
    let mut command = vault.command(words);
    command.env_remove("CREDENZA_PASSPHRASE_FD");
    let done = vault.finish(command, words);
    assert_eq!(done.code, 0, "{done}");
    done.value()
}

#[test]
fn the_catalogue_is_read_without_a_vault_and_says_that_nothing_is_counted() {
    let (none, locked) = (Vault::none(), Vault::new());
    for vault in [&none, &locked] {
        let list = asked(vault, &["connector", "list", "--json"]);
        assert_eq!(list["counted"], false, "{list}");
        let first = &list["items"][0];
        assert!(first["id"].is_string() && first.get("credentials").is_none(), "{first}");
        let shown = asked(vault, &["connector", "show", "postgresql", "--json"]);
        assert!(shown["auth"].is_array() && shown.get("limit").is_none(), "{shown}");
        let found = asked(vault, &["connector", "search", "CRM", "--json"]);
        assert!(!found["items"].as_array().unwrap().is_empty(), "{found}");
    }
    assert!(!none.folder().exists(), "asking creates nothing");
    let open = locked.json(&["connector", "list"]);
    assert_eq!((&open["counted"], &open["items"][0]["credentials"]), (&json!(true), &json!(0)));
}

#[test]
fn a_vault_that_others_could_read_is_made_private() {
    let vault = Vault::new();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(vault.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(vault.database(), fs::Permissions::from_mode(0o644)).unwrap();
    vault.json(&["credential", "list"]);
    assert_eq!((mode(vault.folder()), mode(vault.database())), (0o700, 0o600));
}

#[test]
fn a_field_that_no_method_knows_is_named() {
    let vault = Vault::new();
    let words = ["credential", "add", "sftp", "--set", "host=files.example", "--set", "colour=red"];
    let error = vault.refused(&words);
    assert_eq!(error["code"], "draft.invalid", "{error}");
    assert_eq!(error["details"]["errors"][0]["field"], "/colour", "{error}");
}
