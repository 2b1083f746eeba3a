//! A database login that dies and comes back: the loss is told once also when somebody verified it and looked
//! away, reconnecting stops at another role until a person says so, and a recovery is told.

use crate::form;
use crate::screens::look;
use credenza_testing::servers::Postgres;
use credenza_tests::window::{Desk, Home, Key, Screen, Window};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The credential.
pub(crate) const NAME: &str = "Warehouse";
const LIST: &str = "PostgreSQL credentials";
const LOST: &str = "A credential no longer works. Open Credenza to reconnect it.";
const WORKS: &str = "A credential works again.";

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_database_login_is_lost_and_reconnected_in_place() {
    let server = Postgres::start();
    let home = Home::with_vault(&[]);
    add(&home, &server);
    let desk = Desk::new(Screen::WIDE).with_notifications(&home);
    let window = Window::open_on(desk, &home).await;
    form::unlock(&window).await;
    let id = credential(&home)["id"].clone();

    the_loss_is_told_once(&window, &home, &server).await;
    another_role_is_stopped(&window, &home).await;
    it_goes_on_as_the_other_role(&window, &home).await;
    assert_eq!(credential(&home)["id"], id, "it is the same credential");
    a_recovery_is_told(&window, &home, &server).await;
    window.close().await;
}

/// Saves a database login that an active flow uses.
pub(crate) fn add(home: &Home, server: &Postgres) {
    let (user, address) = (Postgres::APP_USER, format!("127.0.0.1:{}", server.port()));
    let sets = [
        "host=127.0.0.1".to_owned(),
        format!("port={}", server.port()),
        format!("database={}", Postgres::DATABASE),
        format!("username={}", user.username),
        "tls_mode=disable".to_owned(),
    ];
    let secret = format!("password={}", home.input("password", user.password));
    let mut words = vec!["credential", "add", "postgresql", "--name", NAME];
    words.extend(sets.iter().flat_map(|set| ["--set", set]));
    words.extend(["--secret-file", &secret, "--allow-private", &address]);
    home.credenza(&words);
    let flow = format!(
        "name: Nightly import\nsteps:\n- {{id: load, connector: postgresql, action: query, credential: {NAME}, input: {{sql: SELECT 1}}}}\n"
    );
    home.credenza_reading(&["flow", "save", "-"], &flow);
    home.credenza(&["flow", "activate", "Nightly import"]);
}

/// Changes the password behind the credential's back.
pub(crate) fn set_password(server: &Postgres, password: &str) {
    let _ = server.sql(Postgres::DATABASE, &format!("ALTER ROLE app_user PASSWORD '{password}'"));
}

async fn the_loss_is_told_once(window: &Window, home: &Home, server: &Postgres) {
    set_password(server, "changed-elsewhere");
    window.press("PostgreSQL, 1 credential").await;
    window.tab_to(LIST).await;
    window.keys(Key::Home + "").await;
    window.tab_to("Verify").await;
    window.desk().look_away(home);
    window.keys(Key::Enter + "").await;
    window.shows(&format!("{NAME} is disconnected")).await;
    assert_eq!(credential(home)["state"], "disconnected");
    notified(window, &[LOST]).await;
}

async fn another_role_is_stopped(window: &Window, home: &Home) {
    let before = credential(home);
    window.keys(Key::Alt + "1").await;
    window.shows("1 active flow is affected.").await;
    window.press("Reconnect").await;
    window.shows(&format!("Reconnect {NAME}")).await;
    window.focuses("Password").await;
    window.fill("User name", Postgres::LIMITED.username).await;
    window.fill("Password", Postgres::LIMITED.password).await;
    form::send(window).await;
    window.shows("You were app_user, this is limited. Nothing was changed.").await;
    window.focuses("Keep app_user").await;
    look(window, "another-role").await;
    window.keys(Key::Enter + "").await;
    window.forgets("This is another account").await;
    assert_eq!(window.field("User name").await, Postgres::LIMITED.username, "it stays");
    assert_eq!(credential(home)["account"], before["account"]);
}

async fn it_goes_on_as_the_other_role(window: &Window, home: &Home) {
    window.desk().look_at_it(home);
    form::send(window).await;
    window.press("Continue as limited").await;
    window.shows(&format!("{NAME} verified and saved")).await;
    let after = credential(home);
    let seen = (&after["state"], &after["account"], &after["used_by"]["active_flows"]);
    assert_eq!(seen, (&json!("connected"), &json!("limited"), &json!(1)));
    window.shows(&format!("{NAME} works again")).await;
    notified(window, &[LOST]).await;
}

/// Lost and found by another program while nobody looks: each is told once.
async fn a_recovery_is_told(window: &Window, home: &Home, server: &Postgres) {
    window.desk().look_away(home);
    for (password, told) in
        [("changed-again", &[LOST, LOST][..]), (Postgres::LIMITED.password, &[LOST, LOST, WORKS])]
    {
        let _ =
            server.sql(Postgres::DATABASE, &format!("ALTER ROLE limited PASSWORD '{password}'"));
        home.command_line(&["credential", "verify", NAME], "");
        notified(window, told).await;
    }
}

/// Waits until the desktop has shown so much, and says that it has shown no more.
async fn notified(window: &Window, told: &[&str]) {
    let begun = Instant::now();
    while window.desk().notifications().shown().len() < told.len() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", window.words().await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(window.desk().notifications().shown(), told);
}

fn credential(home: &Home) -> Value {
    home.credenza(&["credential", "show", NAME])["credential"].clone()
}
