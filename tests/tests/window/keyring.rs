//! The first start with the operating system's keyring: there, locked, gone.

use crate::form;
use crate::screens::look;
use credenza_tests::window::{Desk, Home, Key, Keyring, PASSPHRASE, Screen, Window};

fn desk(home: &Home, state: Keyring) -> Desk {
    Desk::new(Screen::WIDE).with_keyring(home, state)
}

async fn create_with_keyring(window: &Window) {
    window.press("Set up the vault").await;
    window.shows("System keyring (recommended)").await;
    window.press("Create vault").await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn the_keyring_opens_the_vault_without_a_word_and_without_it_nothing_does() {
    let home = Home::new();
    let window = Window::open_on(desk(&home, Keyring::Unlocked), &home).await;
    create_with_keyring(&window).await;
    window.shows("No credentials yet").await;
    let desk = window.close().await;

    let again = Window::open_on(desk, &home).await;
    again.press("Unlock with the system keyring").await;
    again.shows("No credentials yet").await;
    let mut desk = again.close().await;

    desk.lock_keyring(&home);
    let says = ["The system keyring is locked", "Unlock it and try again"];
    desk = stays_locked(desk, &home, &says).await;
    desk.end_keyring();
    stays_locked(
        desk,
        &home,
        &["The system keyring cannot be used", "start a keyring and try again"],
    )
    .await;
}

/// The lock screen says so, and what to do; nothing is made anew.
async fn stays_locked(desk: Desk, home: &Home, says: &[&str]) -> Desk {
    let database = home.vault().join("vault.db");
    let before = std::fs::read(&database).unwrap();
    let window = Window::open_on(desk, home).await;
    window.shows("The vault is locked").await;
    window.press("Unlock with the system keyring").await;
    window.shows_all(says).await;
    assert!(std::fs::read(&database).unwrap() == before, "no key is made over an existing vault");
    window.close().await
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_locked_keyring_is_said_and_a_passphrase_is_the_other_way() {
    let home = Home::new();
    let window = Window::open_on(desk(&home, Keyring::Locked), &home).await;
    window.press("Set up the vault").await;
    window.shows("Set up the vault").await;
    let offered = window.words().await;
    if offered.contains("System keyring (recommended)") {
        window.press("Create vault").await;
        window.shows("locked").await;
        form::choose_card(&window, "Passphrase").await;
    }
    window.fill("New passphrase", PASSPHRASE).await;
    window.fill("Repeat the passphrase", PASSPHRASE).await;
    window.keys(Key::Enter + "").await;
    window.shows("No credentials yet").await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_recovery_kit_opens_the_vault_where_the_other_ways_are_lost() {
    let home = Home::with_vault(&[]);
    let file = home.path().join("kit.txt");
    home.credenza(&["vault", "recovery-kit", "create", "--output", file.to_str().unwrap()]);
    let kit = std::fs::read_to_string(&file).unwrap();
    let key = kit.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap().trim();
    let window = Window::open(&home).await;
    window.press("Use the recovery kit").await;
    window.focuses("Recovery kit").await;
    window.fill("Recovery kit", "AGE-SECRET-KEY-1OF-ANOTHER-VAULT").await;
    window.fill("New passphrase", "a brand new battery staple").await;
    window.fill("Repeat the passphrase", "a brand new battery staple").await;
    look(&window, "lock-kit").await;
    window.press("Open the vault").await;
    window.shows("recovery kit").await;
    window.shows("The vault is locked").await;
    window.fill("Recovery kit", key).await;
    window.press("Open the vault").await;
    window.shows("No credentials yet").await;
    let words = window.words().await;
    assert!(!words.contains("AGE-SECRET-KEY"), "it is not shown again: {words}");
    window.keys(Key::Control + "l").await;
    window.fill("Passphrase", "a brand new battery staple").await;
    window.keys(Key::Enter + "").await;
    window.shows("No credentials yet").await;
    window.close().await;
}
