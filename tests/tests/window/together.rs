//! Two processes at the same vault: the window notices, and nobody's change is lost unasked.

use crate::form;
use credenza_testing::servers::Postgres;
use credenza_tests::window::{Home, Key};

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn what_another_process_changes_is_seen_and_asked_about() {
    let server = Postgres::start();
    let home = Home::with_vault(&[]);
    let port = format!("port={}", server.port());
    let private = format!("127.0.0.1:{}", server.port());
    let password = home.input("password", Postgres::APP_USER.password);
    let secret = format!("password={password}");
    let window = form::unlocked(&home).await;
    window.shows("No credentials yet").await;
    let database = format!("database={}", Postgres::DATABASE);
    let user = format!("username={}", Postgres::APP_USER.username);
    home.credenza(&[
        "credential",
        "add",
        "postgresql",
        "--name",
        "Warehouse",
        "--set",
        "host=127.0.0.1",
        "--set",
        &port,
        "--set",
        &database,
        "--set",
        &user,
        "--set",
        "tls_mode=disable",
        "--secret-file",
        &secret,
        "--allow-private",
        &private,
    ]);
    window.press("PostgreSQL, 1 credential").await;
    window.shows("1 of 50").await;
    window.tab_to("PostgreSQL credentials").await;
    window.keys(Key::Home + "").await;
    window.shows("Where the secret may go").await;
    window.keys(Key::Control + "e").await;
    window.focuses("Account name").await;
    window.fill("Account name", "Mine").await;
    home.credenza(&["credential", "rename", "Warehouse", "Theirs"]);
    window.shows("Changed elsewhere").await;
    form::send(&window).await;
    window.shows("Changed elsewhere").await;
    assert_eq!(name_of(&home), "Theirs", "the other's change is not overwritten unasked");
    window.press("Keep mine").await;
    form::send(&window).await;
    window.shows("Mine verified and saved").await;
    assert_eq!(name_of(&home), "Mine");
    window.close().await;
}

fn name_of(home: &Home) -> String {
    home.credenza(&["credential", "list"])["items"][0]["name"].as_str().unwrap().to_owned()
}
