//! The mouse is equal to the keyboard where a person reaches for it first; and the control of the
//! keyboard's tests: a press of the mouse is counted.

use crate::form;
use credenza_tests::window::{Home, Key};

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn undo_after_deleting_is_one_click() {
    let home = Home::with_vault(&["allow_unverified=true"]);
    home.add_unverified("Events");
    let window = form::unlocked(&home).await;
    assert_eq!(window.mouse_presses().await, 0);
    window.click("HTTP with bearer token, 1 credential").await;
    assert_eq!(window.mouse_presses().await, 1, "the control: a click is noticed");
    window.tab_to("HTTP with bearer token credentials").await;
    window.keys(Key::Home + "").await;
    window.keys(Key::Delete + "").await;
    window.click("Delete Events").await;
    window.shows("Events deleted").await;
    assert_eq!(home.count_credentials(), 0);
    window.click("Undo").await;
    window.shows("Events restored").await;
    assert_eq!(home.count_credentials(), 1);
    window.close().await;
}
