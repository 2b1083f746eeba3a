//! What the form says by itself, and what the core refuses of a whole draft.

use crate::form::{self, Refusal};
use credenza_tests::window::{Home, Key};

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn each_field_that_does_not_fit_is_named_and_the_first_one_has_the_focus() {
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    form::add(&window, "postgres").await;
    form::fill(&window, &[("Account name", "Half"), ("Port", "99999")]).await;
    form::send(&window).await;
    window.shows("5 fields need attention").await;
    window.focuses("Host").await;
    for (field, words) in [
        ("Host", "Fill this in."),
        ("Port", "At most 65,535."),
        ("Database", "Fill this in."),
        ("User name", "Fill this in."),
        ("Password", "Fill this in."),
    ] {
        let said = window.error_at(field).await;
        assert!(said.contains(words), "{field}: {said}");
    }
    form::fill(&window, &[("Host", "https://db.example")]).await;
    form::send(&window).await;
    window.shows("without https://").await;
    assert_eq!(window.field("Account name").await, "Half", "what was typed stays");
    window.keys(Key::Escape + "").await;
    window.shows("What you typed will be lost.").await;
    window.press("Keep editing").await;
    assert_eq!(window.field("Port").await, "99999", "what was typed stays");
    form::discard(&window).await;
    assert_eq!(home.count_credentials(), 0);
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn the_fifty_first_credential_is_refused_and_what_was_typed_stays() {
    let home = Home::with_vault(&["allow_unverified=true"]);
    for number in 1..=50 {
        home.add_unverified(&format!("Token {number:02}"));
    }
    let window = form::unlocked(&home).await;
    form::add(&window, "http bearer").await;
    window.shows("50 of 50 used").await;
    form::fill(&window, &[("Account name", "One more"), ("Base URL", "https://api.example")]).await;
    form::fill(&window, &[("Token", "tok-51")]).await;
    window.press("Save without verifying…").await;
    window.fill("Reason", "the provider is down").await;
    window.press("Save unverified").await;
    form::is_refused(
        &window,
        &Refusal::anywhere().says("50 of 50").hints("Delete one, or raise the limit"),
    )
    .await;
    assert_eq!(window.field("Account name").await, "One more", "what was typed stays");
    assert_eq!(home.count_credentials(), 50);
    window.close().await;
}
