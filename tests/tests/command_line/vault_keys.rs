//! Recovery kit, rotation, backup and restore, as a person uses them.

use crate::bad_drafts::unproven;
use crate::harness::{Needle, PASSPHRASE, Transcript, Vault, and, credenza, files_below};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

const BACKUP_PASSPHRASE: &str = "walrus lantern eight ribbon 77 fog";

/// A vault with one credential, whose token can only be seen in use.
fn with_credential() -> Vault {
    let vault = Vault::with(&["allow_unverified=true"]);
    vault.run(&and(&unproven(&vault, "tok-kept"), &["--name", "CRM"])).succeeds();
    vault
}

/// The kit's file, and the key in it.
fn make_kit(vault: &Vault) -> (String, String) {
    let file = vault.file("unused", "").replace("unused", "kit.txt");
    let _ = fs::remove_file(&file);
    vault.run(&["vault", "recovery-kit", "create", "--output", &file]).succeeds();
    let text = fs::read_to_string(&file).unwrap();
    let key = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap().to_owned();
    (file, key)
}

/// The command on another folder, with nothing but what is given: no passphrase, no keyring.
fn elsewhere(vault: &Vault, folder: &str, script: &str, words: &[&str]) -> Transcript {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("exec \"$0\" \"$@\" {script}")]).arg(credenza()).args(words);
    command.env_clear().env("CREDENZA_VAULT", vault.file("x", "").replace("/x", folder));
    command.env("HOME", vault.folder().parent().unwrap()).env("PATH", "/usr/bin:/bin");
    command.current_dir(vault.folder().parent().unwrap());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    vault.finish(command, words)
}

fn slots(status: &Value) -> Vec<(&str, &str)> {
    let slots = status["slots"].as_array().unwrap().iter();
    slots.map(|slot| (slot["kind"].as_str().unwrap(), slot["key"].as_str().unwrap())).collect()
}

#[test]
fn a_recovery_kit_opens_the_vault_when_the_passphrase_is_forgotten_and_only_then_makes_a_new_one() {
    let vault = with_credential();
    let (file, key) = make_kit(&vault);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let again = vault.refused(&["vault", "recovery-kit", "create", "--output", &file]);
    assert_eq!(again["code"], "backup.exists", "{again}");
    let checked = vault.json(&["vault", "recovery-kit", "check", "--recovery-kit-file", &file]);
    assert!(checked["verified_at"].is_string(), "{checked}");

    vault.file("passphrase", "somebody else entirely 99\n");
    assert_eq!(vault.unreachable(&["credential", "list"])["code"], "vault.wrong_key");
    vault.file("passphrase", "eleven quiet herons knit 35 maps\n");
    let opened = vault.json(&["vault", "unlock", "--recovery-kit-file", &file]);
    assert_eq!(opened["state"], "open", "{opened}");
    assert_eq!(vault.json(&["credential", "list"])["items"][0]["name"], "CRM");
    vault.file("passphrase", format!("{PASSPHRASE}\n"));
    let old = vault.unreachable(&["credential", "list"]);
    assert_eq!(old["code"], "vault.wrong_key", "the forgotten one opens nothing any more: {old}");
    for needle in Needle::shapes(&key) {
        assert!(!needle.is_in(&vault.printed()), "the kit was printed ({})", needle.shape);
        for path in files_below(&vault.folder()) {
            let found = needle.is_in(&fs::read(&path).unwrap());
            assert!(!found, "{} holds the kit ({})", path.display(), needle.shape);
        }
    }
    let control = &Needle::shapes(&key)[0];
    assert!(control.is_in(&fs::read(&file).unwrap()), "control: it is in its own file");
}

#[test]
fn the_wrong_kit_a_typo_and_an_earlier_kit_are_refused() {
    let (vault, other) = (with_credential(), Vault::new());
    let (first, key) = make_kit(&vault);
    let (strange, _) = make_kit(&other);
    let unlock = |file: &str| {
        let tried = vault.run(&["vault", "unlock", "--recovery-kit-file", file, "--json"]);
        assert_ne!(tried.code, 0, "{tried}");
        tried.value()["error"].clone()
    };
    assert_eq!(unlock(&strange)["code"], "vault.wrong_key");
    let typo = key.replacen(key.chars().nth(30).unwrap(), "9", 1);
    let typo = vault.file("typo", if typo == key { key.replacen('7', "8", 1) } else { typo });
    assert_eq!(unlock(&typo)["code"], "vault.kit_unreadable");
    assert_eq!(unlock(&vault.file("no-kit", "hello\n"))["code"], "vault.kit_unreadable");
    let old = vault.file("old-kit", fs::read(&first).unwrap());
    make_kit(&vault);
    assert_eq!(unlock(&old)["code"], "vault.wrong_key", "a newer kit replaces it");
    let status = vault.json(&["vault", "status"]);
    let kits = slots(&status).into_iter().filter(|(kind, _)| *kind == "recovery_kit").count();
    assert_eq!(kits, 1, "{status}");
}

#[test]
fn a_kit_on_standard_output_is_printed_once_and_works() {
    let vault = with_credential();
    let text = vault.run(&["vault", "recovery-kit", "create"]).succeeds().stdout;
    assert!(
        text.contains("# Credenza recovery kit") && text.contains("AGE-SECRET-KEY-1"),
        "{text}"
    );
    let file = vault.file("printed", text);
    vault.run(&["vault", "recovery-kit", "check", "--recovery-kit-file", &file]).succeeds();
    let made = vault.json(&["vault", "recovery-kit", "create"]);
    let file = vault.file("printed-json", made["recovery_kit"].as_str().unwrap());
    vault.run(&["vault", "recovery-kit", "check", "--recovery-kit-file", &file]).succeeds();
    let none =
        Vault::new().refused(&["vault", "recovery-kit", "check", "--recovery-kit-file", &file]);
    assert_eq!(none["code"], "vault.no_recovery_kit", "{none}");
}

#[test]
fn rotation_changes_every_key_and_what_the_old_ones_open_is_nothing() {
    let vault = with_credential();
    let (file, _) = make_kit(&vault);
    let before = vault.json(&["vault", "status"]);
    let duplicate = unproven(&vault, "tok-kept");
    assert_eq!(
        vault.refused(&and(&duplicate, &["--name", "Twice"]))["code"],
        "credential.duplicate"
    );

    let rotated = vault.json(&["vault", "rotate"]);
    assert_eq!((&rotated["slots"], &rotated["data_key"]), (&json!(1), &json!(2)), "{rotated}");
    assert!(rotated["rows"].as_u64().unwrap() >= 2, "{rotated}");
    assert_eq!((&rotated["unreadable"], &rotated["resumed"]), (&json!(0), &json!(false)));
    let after = vault.json(&["vault", "status"]);
    assert_eq!(after["rotation_unfinished"], false);
    let key_of = |status: &Value| {
        slots(status).iter().find(|(kind, _)| *kind == "passphrase").unwrap().1.to_owned()
    };
    assert_ne!(key_of(&before), key_of(&after), "a new key-encryption key");
    assert_eq!(vault.sql("SELECT DISTINCT dek_version FROM wrapped_key"), "2");
    assert_eq!(vault.sql("SELECT DISTINCT dek_version FROM credential"), "2");

    assert_eq!(vault.json(&["credential", "list"])["items"][0]["name"], "CRM");
    let intact = vault.json(&["activity", "verify"]);
    assert_eq!(intact["intact"], true, "also what the destroyed key wrote: {intact}");
    let duplicate = vault.refused(&and(&duplicate, &["--name", "Twice"]));
    assert_eq!(duplicate["code"], "credential.duplicate", "fingerprints follow: {duplicate}");
    vault.run(&["vault", "recovery-kit", "check", "--recovery-kit-file", &file]).succeeds();
    for (key, version) in [("data", 3), ("kek", 3), ("data", 4)] {
        let again = vault.json(&["vault", "rotate", "--key", key]);
        assert_eq!(again["data_key"], version, "{key}: {again}");
        assert_eq!(vault.json(&["activity", "verify"])["intact"], true, "{key}");
    }
    let snapshot = rotated["snapshot"].as_str().unwrap();
    assert_eq!(fs::metadata(snapshot).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_damaged_row_keeps_the_old_key_until_it_is_erased() {
    let vault = with_credential();
    vault.run(&and(&unproven(&vault, "tok-2"), &["--name", "Broken"])).succeeds();
    vault.sql("UPDATE credential SET policy = '{}' WHERE name = 'Broken'");
    let rotated = vault.json(&["vault", "rotate", "--key", "data"]);
    assert_eq!(rotated["unreadable"], 1, "{rotated}");
    assert_eq!(vault.json(&["vault", "status"])["rotation_unfinished"], true);
    assert_eq!(vault.json(&["credential", "list", "--connector", "http-bearer"])["total"], 2);
    vault.sql("DELETE FROM credential WHERE name = 'Broken'");
    let finished = vault.json(&["vault", "rotate", "--key", "data"]);
    assert_eq!(
        (&finished["resumed"], &finished["data_key"]),
        (&json!(true), &json!(2)),
        "{finished}"
    );
    assert_eq!(vault.json(&["vault", "status"])["rotation_unfinished"], false);
}

#[test]
fn a_backup_restores_on_another_computer_with_the_kit_or_with_its_passphrase() {
    let vault = with_credential();
    let early = vault.refused(&["vault", "backup", "early.age"]);
    assert_eq!(early["code"], "vault.no_recovery_kit", "{early}");
    assert!(early["hint"].as_str().unwrap().contains("recovery-kit create"), "{early}");
    let (kit, _) = make_kit(&vault);
    vault.run(&["vault", "rotate"]).succeeds();
    let file = vault.file("b.age", "").replace("b.age", "backup.age");
    let made = vault.json(&["vault", "backup", &file]);
    assert_eq!((&made["opened_by"], &made["credentials"]), (&json!("recovery_kit"), &json!(1)));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file).unwrap();
    assert_eq!(made["bytes"], bytes.len());
    assert_eq!(vault.refused(&["vault", "backup", &file])["code"], "backup.exists");
    assert_eq!(fs::read(&file).unwrap(), bytes, "left as it was");
    vault.run(&["vault", "backup", &file, "--force"]).succeeds();
    let refused = vault.refused(&["vault", "restore", &file, "--recovery-kit-file", &kit]);
    assert_eq!(refused["code"], "vault.exists", "never over an existing one: {refused}");

    vault.file("new-passphrase", "fourteen brave lanterns hum 81\n");
    vault.file("backup-passphrase", format!("{BACKUP_PASSPHRASE}\n"));
    let kit_words = [
        "--passphrase-fd",
        "3",
        "vault",
        "restore",
        "backup.age",
        "--recovery-kit-file",
        "kit.txt",
    ];
    let restored = elsewhere(&vault, "/two", "3<new-passphrase", &kit_words).succeeds();
    assert!(restored.stdout.starts_with("Open."), "{restored}");
    let script = "3<passphrase 4<backup-passphrase";
    elsewhere(
        &vault,
        "/vault",
        script,
        &["--passphrase-fd", "3", "vault", "backup", "p.age", "--backup-passphrase-fd", "4"],
    )
    .succeeds();
    let words =
        ["--passphrase-fd", "3", "vault", "restore", "p.age", "--backup-passphrase-fd", "4"];
    elsewhere(&vault, "/three", "3<new-passphrase 4<backup-passphrase", &words).succeeds();
    for folder in ["/two", "/three"] {
        let ask = |words: &[&str]| {
            elsewhere(
                &vault,
                folder,
                "3<new-passphrase",
                &[&["--passphrase-fd", "3", "--json"], words].concat(),
            )
        };
        assert_eq!(ask(&["credential", "list"]).value()["items"][0]["name"], "CRM", "{folder}");
        assert_eq!(ask(&["activity", "verify"]).value()["intact"], true, "{folder}");
        assert_eq!(ask(&["activity", "list"]).value()["items"][0]["action"], "vault.restore");
        let old = elsewhere(
            &vault,
            folder,
            "3<passphrase",
            &["--passphrase-fd", "3", "--json", "credential", "list"],
        );
        assert_eq!(
            old.error(3)["code"],
            "vault.wrong_key",
            "the old computer's passphrase: {folder}"
        );
    }
}

#[test]
fn what_is_no_backup_is_damaged_or_does_not_open_is_told_apart_and_makes_no_vault() {
    let vault = with_credential();
    let (kit, _) = make_kit(&vault);
    let file = vault.file("b.age", "").replace("b.age", "backup.age");
    vault.run(&["vault", "backup", &file]).succeeds();
    let bytes = fs::read(&file).unwrap();
    let strange = make_kit(&Vault::new()).0;
    fs::copy(&strange, vault.file("strange.txt", "")).ok();
    vault.file("new-passphrase", "fourteen brave lanterns hum 81\n");
    let mut flipped = bytes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let cases: [(&str, &[u8], &str); 5] = [
        ("cut.age", &bytes[..bytes.len() - 1], "backup.invalid"),
        ("half.age", &bytes[..bytes.len() / 2], "backup.invalid"),
        ("flipped.age", &flipped, "backup.invalid"),
        ("text.age", b"hello", "backup.invalid"),
        ("empty.age", b"", "backup.invalid"),
    ];
    for (name, content, code) in cases {
        vault.file(name, content);
        let words = [
            "--json",
            "--passphrase-fd",
            "3",
            "vault",
            "restore",
            name,
            "--recovery-kit-file",
            &kit,
        ];
        let error = elsewhere(&vault, "/two", "3<new-passphrase", &words).error(1);
        assert_eq!(error["code"], code, "{name}: {error}");
        assert!(error["hint"].is_string(), "{name}: {error}");
        assert!(!vault.folder().with_file_name("two").join("vault.db").exists(), "{name}");
    }
    let missing =
        ["--json", "vault", "restore", "not-there.age", "--recovery-kit-file", kit.as_str()];
    assert_eq!(elsewhere(&vault, "/two", "", &missing).error(1)["code"], "backup.failed");
    let no_key = ["--json", "--passphrase-fd", "3", "vault", "restore", "backup.age"];
    let error = elsewhere(&vault, "/two", "3<new-passphrase", &no_key).error(1);
    assert!(error["hint"].as_str().unwrap().contains("--recovery-kit-file"), "{error}");
}

#[test]
fn a_snapshot_restores_with_the_passphrase_of_its_day() {
    let vault = with_credential();
    let snapshot = vault.json(&["vault", "rotate"])["snapshot"].as_str().unwrap().to_owned();
    let restored = elsewhere(&vault, "/two", "", &["--json", "vault", "restore", &snapshot]);
    assert_eq!(restored.value()["state"], "locked", "{restored}");
    let ask = ["--passphrase-fd", "3", "--json", "credential", "list"];
    let list = elsewhere(&vault, "/two", "3<passphrase", &ask).value();
    assert_eq!(list["items"][0]["name"], "CRM", "{list}");
    let mut broken = fs::read(&snapshot).unwrap();
    let middle = broken.len() / 2;
    broken.truncate(middle);
    vault.file("broken.db", broken);
    let error =
        elsewhere(&vault, "/three", "", &["--json", "vault", "restore", "broken.db"]).error(1);
    assert_eq!(error["code"], "backup.invalid", "{error}");
}
