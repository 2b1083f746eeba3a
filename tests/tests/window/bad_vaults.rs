//! What can be wrong with the vault itself: its lock, its folder, its disk, its rows.

use crate::form::{self, Refusal};
use credenza_tests::small_disk::SmallDisk;
use credenza_tests::window::{Home, Key, PASSPHRASE, Window};
use std::fs;

/// Fills in a credential that is saved without verifying, up to the last press.
async fn fill_unverified(window: &Window, name: &str) {
    form::add(window, "http bearer").await;
    form::fill(window, &[("Account name", name), ("Base URL", "https://api.example")]).await;
    form::fill(window, &[("Token", "tok-unverified")]).await;
}

async fn save_unverified(window: &Window) {
    window.press("Save without verifying…").await;
    window.fill("Reason", "a test").await;
    window.press("Save unverified").await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_vault_that_is_locked_in_the_middle_takes_the_form_with_it_and_saves_nothing() {
    let home = Home::with_vault(&["allow_unverified=true"]);
    let window = form::unlocked(&home).await;
    fill_unverified(&window, "Half typed").await;
    home.credenza(&["vault", "lock"]);
    window.shows("The vault is locked").await;
    window.forgets("Half typed").await;
    window.forgets("tok-unverified").await;
    form::unlock(&window).await;
    assert_eq!(home.count_credentials(), 0);
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_wrong_passphrase_is_refused_in_words() {
    let home = Home::with_vault(&[]);
    let window = Window::open(&home).await;
    window.focuses("Passphrase").await;
    window.keys("not this one at all").await;
    window.keys(Key::Enter + "").await;
    window
        .until(
            "the field says so",
            "return document.activeElement.getAttribute('aria-invalid') === 'true'",
        )
        .await;
    assert!(window.error_at("Passphrase").await.contains("Check capital letters"));
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_full_disk_is_said_and_the_form_keeps_what_was_typed() {
    let home = Home::new();
    let disk = SmallDisk::mount(&home.vault());
    home.credenza(&["vault", "create", "--method", "passphrase"]);
    home.credenza(&["setting", "set", "allow_unverified=true"]);
    home.add_unverified("Before");
    let window = form::unlocked(&home).await;
    fill_unverified(&window, "After").await;
    let filler = disk.fill();
    save_unverified(&window).await;
    form::is_refused(&window, &Refusal::anywhere().hints("Free some space and try again")).await;
    assert_eq!(window.field("Account name").await, "After", "what was typed stays");
    fs::remove_file(&filler).unwrap();
    save_unverified(&window).await;
    window.waits_for_control("HTTP with bearer token, 2 credentials").await;
    assert_eq!(home.count_credentials(), 2);
    window.close().await;
    drop(disk);
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_folder_that_cannot_be_written_gets_no_vault_and_the_passphrase_stays_typed() {
    let home = Home::new();
    let disk = SmallDisk::mount(&home.vault());
    disk.make_read_only();
    let window = Window::open(&home).await;
    window.press("Set up the vault").await;
    window.fill("New passphrase", PASSPHRASE).await;
    window.fill("Repeat the passphrase", PASSPHRASE).await;
    window.press("Create vault").await;
    window.shows_all(&["cannot be written", "Make the folder writable"]).await;
    assert_eq!(window.field("New passphrase").await, PASSPHRASE, "what was typed stays");
    assert_eq!(fs::read_dir(home.vault()).unwrap().count(), 0, "nothing was made");
    disk.make_writable();
    window.press("Create vault").await;
    window.shows("No credentials yet").await;
    window.close().await;
    drop(disk);
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_damaged_row_is_shown_as_unreadable_and_the_others_stay_usable() {
    let home = Home::with_vault(&["allow_unverified=true"]);
    home.add_unverified("Good");
    home.add_unverified("Damaged");
    home.sql("UPDATE credential SET public = replace(public, 'api.example', 'evil.example') WHERE name = 'Damaged'");
    let window = form::unlocked(&home).await;
    window.press("HTTP with bearer token, 2 credentials").await;
    window.shows_all(&["Damaged", "Good"]).await;
    window.tab_to("HTTP with bearer token credentials").await;
    window.keys(Key::Home + "").await;
    window.shows("This credential can’t be read").await;
    window.forgets("evil.example").await;
    window.keys(Key::Down + "").await;
    window.shows("Never verified: no active flow may use it").await;
    window.shows("https://api.example").await;
    window.close().await;
}
