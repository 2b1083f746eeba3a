//! Vaults for which there is no window yet: a native message says why, and what to do; nothing is
//! touched. It is read as a screen reader does.

use credenza_tests::small_disk::SmallDisk;
use credenza_tests::window::{Desk, Home, Screen};
use std::fs;
use std::path::{Path, PathBuf};

/// Starts the application, which ends after this message.
fn is_refused(home: &Home, name: &str, says: &[&str]) {
    let before = fs::read(home.vault().join("vault.db")).unwrap();
    let desk = Desk::new(Screen::WIDE).with_screen_reader();
    let application = desk.start(home);
    let message = desk.screen_reader().hears_message();
    for words in [&["Credenza cannot start"], says].concat() {
        assert!(message.words.contains(words), "'{words}' is not in {message:?}");
    }
    let folder = home.vault().display().to_string();
    assert!(message.words.contains(&folder), "which folder: {message:?}");
    assert!(!message.words.contains("--"), "no option of the command line: {message:?}");
    if let Some(folder) = std::env::var_os("CREDENZA_PICTURES").map(PathBuf::from) {
        desk.picture(&folder.join(format!("cannot-start-{name}.png")));
    }
    desk.screen_reader().press(&message, "OK");
    assert_eq!(application.ended().code(), Some(1));
    let after = fs::read(home.vault().join("vault.db")).unwrap();
    assert!(before == after, "nothing was changed");
}

fn is_whole(home: &Home) {
    let list = home.credenza(&["credential", "list"]);
    assert_eq!(list["items"][0]["name"], "Before", "{list}");
    assert_eq!(home.credenza(&["activity", "verify"])["intact"], true);
}

fn with_credential(home: &Home) {
    home.credenza(&["vault", "create", "--method", "passphrase"]);
    home.credenza(&["setting", "set", "allow_unverified=true"]);
    home.add_unverified("Before");
}

fn schema_of(database: &Path) -> i64 {
    let head = fs::read(database).unwrap();
    i64::from(u32::from_be_bytes(head[60..64].try_into().unwrap()))
}

#[test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
fn what_a_newer_version_wrote_is_left_alone_and_an_update_is_advised() {
    let home = Home::new();
    with_credential(&home);
    home.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let known = schema_of(&home.vault().join("vault.db"));
    home.sql("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
    let says = ["A newer version of Credenza", "Update Credenza on this computer"];
    is_refused(&home, "newer", &says);
    home.sql(&format!("PRAGMA user_version = {known}; PRAGMA wal_checkpoint(TRUNCATE)"));
    is_whole(&home);
}

#[test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
fn what_is_no_vault_is_left_alone() {
    let home = Home::new();
    fs::create_dir(home.vault()).unwrap();
    fs::write(home.vault().join("vault.db"), b"my diary").unwrap();
    is_refused(&home, "foreign", &["not a Credenza vault", "Move that file away"]);
}

#[test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
fn a_folder_that_cannot_be_written_is_named() {
    let home = Home::new();
    let disk = SmallDisk::mount(&home.vault());
    with_credential(&home);
    disk.make_read_only();
    is_refused(&home, "read-only", &["cannot be written", "Make the folder writable"]);
    disk.make_writable();
    is_whole(&home);
    drop(disk);
}
