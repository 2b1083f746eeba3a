//! The tray, in a real panel: how much needs attention, the way there, and locking.

use crate::form;
use crate::reconnect::{NAME, add, set_password};
use credenza_testing::servers::Postgres;
use credenza_tests::window::{Desk, Home, Screen, Window};
use std::path::Path;

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn the_tray_counts_what_needs_attention_leads_there_and_locks() {
    let server = Postgres::start();
    let home = Home::with_vault(&[]);
    add(&home, &server);
    let desk = Desk::new(Screen::WIDE).with_tray(&home);
    let window = Window::open_on(desk, &home).await;
    let tray = || window.desk().tray();
    assert!(!tray().shows("Needs attention").enabled, "a locked vault tells nothing");
    form::unlock(&window).await;
    assert!(!tray().shows("Nothing needs attention").enabled);

    set_password(&server, "changed-elsewhere");
    home.command_line(&["credential", "verify", NAME], "");
    tray().choose("Needs attention (1)");
    window.shows_all(&["Last success", NAME, "Disconnected"]).await;
    // The panel is below the window.
    window.resize(Screen::SMALL).await;
    picture(&window, "tray-attention");
    tray().choose("Lock");
    window.shows("The vault is locked").await;
    assert!(!tray().shows("Needs attention").enabled, "a locked vault tells nothing");
    window.close().await;
}

/// A picture of the whole display, where pictures are asked for.
fn picture(window: &Window, name: &str) {
    let folder = std::env::var_os("CREDENZA_PICTURES").filter(|folder| !folder.is_empty());
    if let Some(folder) = folder {
        window.desk().picture(&Path::new(&folder).join(format!("{name}.png")));
    }
}
