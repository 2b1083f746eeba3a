//! What can be wrong with a database's login: each told apart, in words, at the field to look at.

use crate::form::{self, Refusal};
use credenza_testing::servers::{Certificates, Postgres, ServerCertificate, Silent, free_port};
use credenza_tests::window::{Home, Window};

/// Opens the form for a database on this computer, and fills in what is right.
async fn open(window: &Window, port: u16, name: &str) {
    form::add(window, "postgres").await;
    let port = port.to_string();
    let fields = [
        ("Account name", name),
        ("Host", "127.0.0.1"),
        ("Port", &port),
        ("Database", Postgres::DATABASE),
        ("User name", Postgres::APP_USER.username),
        ("Password", Postgres::APP_USER.password),
    ];
    form::fill(window, &fields).await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn each_wrong_value_is_explained_at_its_field_and_nothing_is_saved() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.server()).start();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    open(&window, server.port(), "Warehouse").await;
    form::send(&window).await;
    form::ask_about_private(&window, server.port()).await;
    window.press("No").await;
    window.shows("Nothing was sent and nothing was saved").await;
    window.fill("Password", "mistaken").await;
    form::send(&window).await;
    form::allow_private(&window).await;
    let right = Postgres::APP_USER;
    let port = server.port().to_string();
    let closed = free_port().to_string();
    for (change, back, refusal) in [
        (
            ("Password", "mistaken"),
            right.password,
            Refusal::at("Password")
                .says("The server rejected the password for app_user")
                .hints("Check the password"),
        ),
        (
            ("Host", "no-such-host.invalid"),
            "127.0.0.1",
            Refusal::at("Host")
                .says("no-such-host.invalid was not found")
                .hints("Check the spelling of the host"),
        ),
        (
            ("Database", "nowhere"),
            Postgres::DATABASE,
            Refusal::at("Database")
                .says("nowhere")
                .hints("Check the spelling; names are case-sensitive"),
        ),
        (("Port", &closed), &port, Refusal::at("Port").says("refused").asks_first()),
    ] {
        form::fill(&window, &[change]).await;
        form::send(&window).await;
        form::is_refused(&window, &refusal).await;
        assert_eq!(window.field("Account name").await, "Warehouse", "what was typed stays");
        assert_eq!(window.field(change.0).await, change.1, "what was typed stays");
        form::fill(&window, &[(change.0, back)]).await;
        window.shows("Changed since the last check").await;
    }
    assert_eq!(home.count_credentials(), 0, "nothing was saved");
    form::send(&window).await;
    window.shows("Warehouse verified and saved").await;
    assert_eq!(home.count_credentials(), 1);
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_server_that_says_nothing_ends_by_the_limit_and_can_be_cancelled() {
    let silent = Silent::start();
    let home = Home::with_vault(&["stage_seconds=4", "total_seconds=9"]);
    let window = form::unlocked(&home).await;
    open(&window, silent.port(), "Silent").await;
    form::send(&window).await;
    form::allow_private(&window).await;
    window.shows("Checking PostgreSQL").await;
    window.press("Cancel").await;
    window.shows("Verification cancelled").await;
    assert_eq!(window.field("Account name").await, "Silent", "what was typed stays");
    form::send(&window).await;
    let refusal =
        Refusal::anywhere().says("No answer within 4 s").hints("a firewall drops the connection");
    form::is_refused(&window, &refusal).await;
    assert_eq!(window.field("Account name").await, "Silent", "what was typed stays");
    assert_eq!(home.count_credentials(), 0);
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_certificate_that_proves_nothing_is_refused_with_the_reason() {
    let authority = Certificates::new();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    for (certificate, words, hint) in [
        (authority.expired(), "expired", "Its operator must renew it"),
        (Certificates::self_signed(), "self-signed", "give its authority's certificate"),
    ] {
        with_certificate(&window, &certificate, words, hint).await;
    }
    assert_eq!(home.count_credentials(), 0);
    window.close().await;
}

async fn with_certificate(
    window: &Window,
    certificate: &ServerCertificate,
    words: &str,
    hint: &str,
) {
    let server = Postgres::builder().tls(certificate).insisting_on_tls().start();
    open(window, server.port(), "Strict").await;
    form::choose(window, "TLS", "Required, certificate and name checked").await;
    form::send(window).await;
    form::allow_private(window).await;
    form::is_refused(window, &Refusal::anywhere().says(words).hints(hint)).await;
    let shown = window.words().await;
    assert!(!shown.contains("tls_mode"), "fields are called by their titles: {shown}");
    form::discard(window).await;
}
