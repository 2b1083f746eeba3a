//! The whole story, by the keyboard alone: somebody who has never seen Credenza adds a login, watches it
//! being verified, uses it in a flow, is refused when deleting it, and finds the password nowhere.

use crate::form;
use credenza_testing::servers::{Certificates, Postgres};
use credenza_tests::window::{Home, Key, PASSPHRASE, Window, holding};

const TILE: &str = "PostgreSQL, 1 credential";

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn the_main_job_by_the_keyboard_alone() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.server()).start();
    let home = Home::new();
    let window = Window::open(&home).await;
    a_vault_is_created(&window).await;
    a_wrong_password_is_explained_and_saves_nothing(&window, &home, &server).await;
    the_right_one_is_verified_saved_and_counted(&window, &home).await;
    a_flow_is_made_and_activated(&window).await;
    deleting_is_refused_until_the_flow_is_paused(&window, &home).await;
    what_was_deleted_comes_back(&window, &home).await;
    locking_takes_everything_off_the_screen(&window).await;
    assert_eq!(window.mouse_presses().await, 0, "only the keyboard was used");
    let desk = window.close().await;

    let again = Window::open_on(desk, &home).await;
    form::unlock(&again).await;
    again.close().await;
    no_file_holds(&home, Postgres::APP_USER.password);
}

async fn a_vault_is_created(window: &Window) {
    window.press("Set up the vault").await;
    window.shows("No system keyring was found").await;
    window.fill("New passphrase", PASSPHRASE).await;
    window.fill("Repeat the passphrase", PASSPHRASE).await;
    window.press("Create vault").await;
    window.shows("No credentials yet").await;
}

async fn a_wrong_password_is_explained_and_saves_nothing(
    window: &Window,
    home: &Home,
    server: &Postgres,
) {
    form::add(window, "postgres").await;
    let port = server.port().to_string();
    form::fill(
        window,
        &[
            ("Account name", "Warehouse"),
            ("Host", "127.0.0.1"),
            ("Port", &port),
            ("Database", Postgres::DATABASE),
            ("User name", Postgres::APP_USER.username),
            ("Password", "not-the-password"),
        ],
    )
    .await;
    form::send(window).await;
    form::allow_private(window).await;
    window.shows("The server rejected the password for app_user").await;
    window.shows_all(&["Resolve", "Connect", "TLS", "encrypted, certificate not verified"]).await;
    window.press("Edit Password").await;
    window.focuses("Password").await;
    assert!(window.error_at("Password").await.contains("rejected the password"));
    assert_eq!(window.field("Account name").await, "Warehouse", "what was typed stays");
    assert_eq!(home.count_credentials(), 0, "nothing was saved");
}

async fn the_right_one_is_verified_saved_and_counted(window: &Window, home: &Home) {
    window.keys(Key::Control + "a").await;
    window.keys(Postgres::APP_USER.password).await;
    form::send(window).await;
    window.shows("Warehouse verified and saved").await;
    window.forgets(Postgres::APP_USER.password).await;
    window.waits_for_control(TILE).await;
    let list = home.credenza(&["credential", "list"]);
    assert_eq!(list["items"][0]["state"], "connected", "{list}");
}

async fn a_flow_is_made_and_activated(window: &Window) {
    window.keys(Key::Alt + "4").await;
    window.shows("No flows yet").await;
    window.press("New flow").await;
    window.shows("What starts this flow once it is active").await;
    window.fill("Name", "Nightly import").await;
    window.tab_back_to("Name and trigger").await;
    window.keys(Key::Left + Key::Enter).await;
    window.press("Add step…").await;
    window.focuses("Connector").await;
    window.keys("postgres").await;
    window.shows("Best first").await;
    window.keys(Key::Enter + "").await;
    a_credential_is_picked(window).await;
    window.press("Save").await;
    window.shows("Nightly import saved as version 1").await;
    window.press("Activate").await;
    window.shows("Nightly import is active").await;
}

async fn a_credential_is_picked(window: &Window) {
    window.shows("What the connector does in this step").await;
    window.press("Apply").await;
    window.tab_to("Credential of step").await;
    window.keys(Key::Down + "").await;
    window.shows("app_user@127.0.0.1").await;
    window.keys(Key::Down + Key::Enter).await;
    assert_eq!(window.field("Credential of step").await, "Warehouse");
    window.shows("Connected").await;
}

async fn deleting_is_refused_until_the_flow_is_paused(window: &Window, home: &Home) {
    ask_to_delete(window).await;
    window.shows("Warehouse can’t be deleted yet").await;
    window.shows("Nightly import").await;
    assert_eq!(home.count_credentials(), 1, "it is still there");
    window.press("Pause Nightly import").await;
    window.shows("Delete Warehouse?").await;
    window.press("Delete Warehouse").await;
    window.shows("Warehouse deleted").await;
    let archived = home.credenza(&["credential", "list", "--archived"]);
    assert_eq!(archived["total"], 1, "it can be restored: {archived}");
}

/// Goes to the credential's row, and presses Delete.
pub(crate) async fn ask_to_delete(window: &Window) {
    window.keys(Key::Alt + "2").await;
    window.press(TILE).await;
    window.tab_to("PostgreSQL credentials").await;
    window.keys(Key::Home + "").await;
    window.keys(Key::Delete + "").await;
}

async fn what_was_deleted_comes_back(window: &Window, home: &Home) {
    window.keys(Key::F6 + "").await;
    window.focuses("Undo").await;
    window.keys(Key::Enter + "").await;
    window.shows("Warehouse restored").await;
    assert_eq!(home.count_credentials(), 1, "Undo restored it");
}

async fn locking_takes_everything_off_the_screen(window: &Window) {
    window.keys(Key::Control + "l").await;
    window.shows("The vault is locked").await;
    window.forgets("Warehouse").await;
    form::unlock(window).await;
}

/// Neither the vault, nor the web view's profile, nor any log holds the secret.
fn no_file_holds(home: &Home, secret: &str) {
    let planted = home.path().join("planted");
    std::fs::write(&planted, format!("x{secret}y")).unwrap();
    let found = holding(home.path(), secret);
    assert_eq!(found, [planted], "only the planted one is found");
}
