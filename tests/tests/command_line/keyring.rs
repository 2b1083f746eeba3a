//! The system keyring at a shell: unlocked it opens the vault without a word; locked or gone it is
//! said, with the other way in, and nothing is made anew.

use crate::harness::{Transcript, Vault};
use credenza_tests::window::{Home, Keyring, Session};
use serde_json::Value;
use std::fs;

/// The command in this session, without a passphrase at hand.
fn run(vault: &Vault, session: &Session, words: &[&str]) -> Transcript {
    let words = [words, &["--json"]].concat();
    let mut command = vault.command(&words);
    command.env_remove("CREDENZA_PASSPHRASE_FD").env("DBUS_SESSION_BUS_ADDRESS", session.bus());
    vault.finish(command, &words)
}

fn is_said(error: &Value, codes: &[&str]) {
    let code = error["code"].as_str().unwrap();
    assert!(codes.contains(&code), "{error}");
    assert!(error["message"].as_str().unwrap().contains("keyring"), "{error}");
    assert!(error["hint"].is_string(), "what to do next: {error}");
}

#[test]
fn an_unlocked_keyring_opens_the_vault_and_a_locked_or_absent_one_is_told_apart() {
    let (home, vault) = (Home::new(), Vault::none());
    let mut session = Session::start().with_keyring(&home, Keyring::Unlocked);
    run(&vault, &session, &["vault", "create", "--method", "keyring"]).succeeds();
    let list = run(&vault, &session, &["credential", "list"]).succeeds().value();
    assert_eq!(list["total"], 0, "opened without a word: {list}");
    let before = fs::read(vault.database()).unwrap();

    session.lock_keyring(&home);
    let locked = run(&vault, &session, &["credential", "list"]).error(3);
    is_said(&locked, &["keyring.locked"]);
    session.end_keyring();
    let gone = run(&vault, &session, &["credential", "list"]).error(3);
    is_said(&gone, &["keyring.unavailable"]);
    assert!(fs::read(vault.database()).unwrap() == before, "nothing was changed, no key made anew");
    let status = run(&vault, &session, &["vault", "status"]).value();
    assert_eq!((&status["state"], &status["methods"][0]), (&"locked".into(), &"keyring".into()));
}

#[test]
fn no_vault_is_made_with_a_keyring_that_is_locked_or_absent() {
    for (state, code) in
        [(Keyring::Locked, "keyring.locked"), (Keyring::Absent, "keyring.unavailable")]
    {
        let (home, vault) = (Home::new(), Vault::none());
        let session = Session::start().with_keyring(&home, state);
        let error = run(&vault, &session, &["vault", "create", "--method", "keyring"]).error(3);
        is_said(&error, &[code]);
        assert!(!vault.database().exists(), "{error}");
    }
}
