//! Vaults that cannot be opened, read or written: exit code 3 where it is not reachable, and nothing
//! that was there is made worse.

use crate::bad_drafts::unproven;
use crate::harness::{Transcript, Vault, and, credenza, is_root};
use credenza_tests::small_disk::SmallDisk;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

#[test]
fn a_vault_that_is_missing_locked_or_opened_wrongly_ends_with_exit_code_3() {
    let none = Vault::none();
    let missing = none.unreachable(&["credential", "list"]);
    assert_eq!(missing["code"], "vault.missing", "{missing}");
    assert!(!none.folder().exists(), "asking creates nothing");

    let vault = Vault::new();
    let before = fs::read(vault.database()).unwrap();
    let locked = without_passphrase(&vault, &["credential", "list", "--json"]).error(3);
    assert_eq!(locked["code"], "vault.locked", "{locked}");
    vault.file("passphrase", "another passphrase that is long\n");
    let wrong = vault.unreachable(&["credential", "list"]);
    assert_eq!(wrong["code"], "vault.wrong_key", "{wrong}");
    assert!(wrong["hint"].is_string(), "{wrong}");
    assert_eq!(fs::read(vault.database()).unwrap(), before, "nothing was changed");
    let status = without_passphrase(&vault, &["vault", "status", "--json"]).value();
    assert_eq!(
        (status["state"].as_str(), status["methods"][0].as_str()),
        (Some("locked"), Some("passphrase"))
    );
    assert_eq!(vault.refused(&["vault", "create"])["code"], "vault.exists");
}

#[test]
fn a_weak_or_absent_passphrase_creates_no_vault() {
    let vault = Vault::none();
    vault.file("passphrase", "password1234\n");
    let weak = vault.refused(&["vault", "create"]);
    assert_eq!(weak["code"], "vault.weak_passphrase", "{weak}");
    let none = without_passphrase(&vault, &["vault", "create", "--method", "passphrase", "--json"])
        .error(1);
    assert!(none["hint"].as_str().unwrap().contains("--passphrase-fd"), "{none}");
    assert!(!vault.database().exists());
}

#[test]
fn without_a_keyring_the_passphrase_is_named_as_the_other_way() {
    let vault = Vault::none();
    let error =
        without_passphrase(&vault, &["vault", "create", "--method", "keyring", "--json"]).error(3);
    assert_eq!(error["code"], "keyring.unavailable", "{error}");
    assert!(error["hint"].as_str().unwrap().contains("passphrase"), "{error}");
    assert!(!vault.database().exists());
}

fn without_passphrase(vault: &Vault, words: &[&str]) -> Transcript {
    let mut command = vault.command(words);
    command.env_remove("CREDENZA_PASSPHRASE_FD");
    vault.finish(command, words)
}

#[test]
fn a_folder_that_may_not_be_written_is_named_and_left_as_it_is() {
    let vault = Vault::with(&["allow_unverified=true"]);
    let words = unproven(&vault, "tok-read-only");
    fs::set_permissions(vault.database(), fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(vault.folder(), fs::Permissions::from_mode(0o500)).unwrap();
    let before = fs::read(vault.database()).unwrap();
    let error = as_ordinary_user(&vault, &and(&words, &["--json"])).error(1);
    assert_eq!(error["code"], "storage.read_only", "{error}");
    assert_eq!(fs::read(vault.database()).unwrap(), before);
    fs::set_permissions(vault.folder(), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(vault.database(), fs::Permissions::from_mode(0o600)).unwrap();
    vault.run_all(&words).succeeds();
}

/// Root writes where it likes; without these two capabilities it is as everybody else.
fn as_ordinary_user(vault: &Vault, words: &[&str]) -> Transcript {
    let mut command = vault.command(words);
    if is_root() {
        let all: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let environment: Vec<_> =
            command.get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
        let mut limited = Command::new("setpriv");
        limited.args([
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
        ]);
        limited.arg("/bin/sh").args(all).env_clear();
        limited.envs(environment.into_iter().filter_map(|(name, value)| Some((name, value?))));
        limited
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        command = limited;
    }
    vault.finish(command, words)
}

#[test]
fn a_full_disk_is_said_and_what_was_saved_before_is_intact() {
    let vault = Vault::none();
    let disk = SmallDisk::mount(&vault.folder());
    vault.run(&["vault", "create"]).succeeds();
    vault.run(&["setting", "set", "allow_unverified=true"]).succeeds();
    vault.run(&and(&unproven(&vault, "tok-before"), &["--name", "Before"])).succeeds();
    let filler = disk.fill();
    let error = vault.refused(&and(&unproven(&vault, "tok-after"), &["--name", "After"]));
    assert_eq!(error["code"], "storage.full", "{error}");
    fs::remove_file(&filler).unwrap();
    vault.run(&and(&unproven(&vault, "tok-after"), &["--name", "After"])).succeeds();
    assert_eq!(vault.json(&["credential", "list"])["total"], 2);
    assert_eq!(vault.json(&["activity", "verify"])["intact"], true);
    drop(disk);
}

#[test]
fn what_a_newer_version_wrote_and_what_is_no_vault_is_left_alone() {
    let vault = Vault::new();
    vault.sql("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
    let newer = vault.refused(&["credential", "list"]);
    assert_eq!(newer["code"], "storage.too_new", "{newer}");
    assert!(newer["hint"].as_str().unwrap().contains("Update"), "{newer}");
    assert_eq!(vault.sql("PRAGMA user_version"), "99");

    for content in [b"my diary".as_slice(), b""] {
        let foreign = Vault::none();
        fs::create_dir(foreign.folder()).unwrap();
        fs::write(foreign.database(), content).unwrap();
        let error = foreign.refused(&["vault", "create"]);
        assert_eq!(error["code"], "storage.foreign", "{error}");
        assert_eq!(fs::read(foreign.database()).unwrap(), content);
    }
}

#[test]
fn a_damaged_row_is_shown_as_unreadable_and_the_others_stay_usable() {
    let vault = Vault::with(&["allow_unverified=true"]);
    for name in ["Good", "Damaged"] {
        vault.run(&and(&unproven(&vault, &format!("tok-{name}")), &["--name", name])).succeeds();
    }
    vault.sql("UPDATE credential SET public = replace(public, 'api.example', 'evil.example') WHERE name = 'Damaged'");
    let list = vault.json(&["credential", "list"]);
    let states: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["name"].as_str(), item["state"].as_str()))
        .collect();
    assert_eq!(
        states,
        [(Some("Damaged"), Some("unreadable")), (Some("Good"), Some("unverified"))],
        "{list}"
    );
    let page = vault.json(&["credential", "show", "Damaged"]);
    assert_eq!(page["credential"]["state"], "unreadable", "{page}");
    assert!(!page.to_string().contains("evil.example"), "what was changed is not shown: {page}");
    let verified = vault.run(&["credential", "verify", "Damaged", "--json"]);
    assert_eq!(verified.code, 1, "{verified}");
    assert_eq!(verified.value()["results"][0]["error"]["code"], "credential.unreadable");
    assert_eq!(vault.json(&["credential", "show", "Good"])["credential"]["name"], "Good");
    vault.run(&["credential", "erase", "Damaged", "--yes"]).succeeds();
    assert_eq!(vault.json(&["credential", "list"])["total"], 1);
}

#[test]
fn the_vault_is_private_to_its_user_from_the_beginning() {
    let vault = Vault::new();
    for path in [vault.folder(), vault.database()] {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
    }
    assert!(credenza().is_file());
}
