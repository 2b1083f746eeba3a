//! Names as people write them: long, with emoji, from right to left.

use crate::form;
use credenza_tests::window::{Home, Key};

const NAMES: [&str; 2] = ["🗄️ Buchhaltung 🔑", "חשבון ייצור"];

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn names_in_any_script_are_shown_whole_and_break_no_layout() {
    let home = Home::with_vault(&["allow_unverified=true"]);
    let longest = "ñ".repeat(200);
    for name in NAMES.iter().copied().chain([longest.as_str()]) {
        home.add_unverified(name);
    }
    let window = form::unlocked(&home).await;
    window.press("HTTP with bearer token, 3 credentials").await;
    window.tab_to("HTTP with bearer token credentials").await;
    window.keys(Key::Home + "").await;
    for _ in 0..3 {
        window
            .until(
                "a name is the heading",
                "return document.querySelector('[data-region] h2') !== null",
            )
            .await;
        let shown =
            window.value("return document.querySelector('[data-region] h2').innerText").await;
        let shown = shown.as_str().unwrap().trim().to_owned();
        assert!(NAMES.contains(&shown.as_str()) || shown == longest, "{shown}");
        let fits = "const d = document.documentElement; return d.scrollWidth <= d.clientWidth && \
                    [...document.querySelectorAll('main, main > *')].every((e) => e.scrollWidth <= e.clientWidth + 1)";
        window.until("nothing sticks out", fits).await;
        window.keys(Key::Down + "").await;
    }
    // Typed by hand, it is stored exactly.
    form::add(&window, "http bearer").await;
    // WebDriver types no character beyond the basic plane; people paste emoji as well.
    window.paste("Account name", "עברית 🎈").await;
    form::fill(&window, &[("Base URL", "https://b.example"), ("Token", "tok-9")]).await;
    assert_eq!(window.field("Account name").await, "עברית 🎈");
    window.press("Save without verifying…").await;
    window.fill("Reason", "a test").await;
    window.press("Save unverified").await;
    window.shows("4 of 50").await;
    let found = home.credenza(&["credential", "list", "--search", "עברית 🎈"]);
    assert_eq!(found["total"], 1, "{found}");
    window.close().await;
}
