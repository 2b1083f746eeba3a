//! The life of a sign-in, by keyboard: an OAuth app is registered, a person signs in with the system browser,
//! the token is renewed when it ends, the grant is lost and this is told once, the credential is reconnected in
//! place as the same person, and what is deleted is revoked at the provider.

use crate::form;
use crate::screens::look;
use credenza_testing::servers::AuthorizationServer;
use credenza_tests::window::{Desk, Home, Key, Screen, Window};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NAME: &str = "Files of Ana";
const TILE: &str = "HTTP with OAuth 2.0 sign-in, 1 credential";
const LIST: &str = "HTTP with OAuth 2.0 sign-in credentials";
const LOST: &str = "A credential no longer works. Open Credenza to reconnect it.";

/// Long enough for what happens without anybody's hand.
const BY_ITSELF: Duration = Duration::from_secs(60);

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_sign_in_lives_is_lost_and_comes_back() {
    // Shorter than the least lead: due as soon as it is there.
    let server = AuthorizationServer::start(&json!({"access_token_ttl": 5}));
    let home = Home::with_vault(&[]);
    let desk = Desk::new(Screen::WIDE).with_notifications(&home);
    let window = Window::open_on(desk, &home).await;
    form::unlock(&window).await;

    an_oauth_app_is_registered(&window, &home, &server).await;
    declining_saves_nothing(&window, &home, &server).await;
    signing_in_says_as_whom(&window, &home, &server).await;
    let id = credential(&home)["id"].clone();
    the_token_is_renewed_when_it_ends(&window, &server).await;
    a_flow_uses_it(&window, &home).await;
    the_loss_is_told_once(&window, &home, &server).await;
    another_account_is_stopped(&window, &home, &server).await;
    it_is_reconnected_in_place(&window, &home, &server).await;
    assert_eq!(credential(&home)["id"], id, "it is the same credential");
    deleting_it_revokes_the_grant(&window, &home, &server).await;
    window.close().await;
}

async fn an_oauth_app_is_registered(window: &Window, home: &Home, server: &AuthorizationServer) {
    let issuer = server.issuer();
    form::pick(window, "oauth 2.0 sign-in").await;
    window.shows("has no OAuth app yet").await;
    window.press("Add OAuth app").await;
    // The address is there to be registered before the provider gives a client id.
    window.shows_all(&["Redirect address to register", "http://127.0.0.1/"]).await;
    let shown =
        "return document.querySelector('[aria-labelledby=at-the-provider] code').textContent";
    let shown = window.value(shown).await;
    assert_eq!(home.credenza(&["oauth-app", "list"])["total"], 0, "nothing is saved yet");
    let fields = [
        ("Client ID", "credenza"),
        ("Client secret", "credenza-test-secret"),
        ("Scopes", "openid email"),
        ("Base URL", &issuer),
        ("Authorization URL", &format!("{issuer}/auth")),
        ("Token URL", &format!("{issuer}/token")),
    ];
    form::fill(window, &fields).await;
    window.press("Advanced").await;
    form::fill(
        window,
        &[("Revocation URL", &format!("{issuer}/token/revocation")), ("Issuer", &issuer)],
    )
    .await;
    look(window, "oauth-app").await;
    window.press("Save").await;
    window.shows("Sign in at this computer or your own network?").await;
    window.press(&format!("Allow 127.0.0.1:{}", server.port())).await;
    window.shows("saved").await;
    let apps = home.credenza(&["oauth-app", "list"]);
    let address = apps["items"][0]["redirect_address"].clone();
    assert_eq!(address, shown, "what was shown is what was saved");
    server.set(&json!({"redirect_addresses": [address]}));
}

/// Continues in the browser, where `who` signs in: the words of the last page there.
async fn go_through_the_browser(
    window: &Window,
    home: &Home,
    server: &AuthorizationServer,
    who: &'static str,
) -> String {
    let address = open_browser(window, home, "Continue in browser").await;
    server.browse(&address, who)
}

/// Presses what opens the browser: the address that it was given.
pub(crate) async fn open_browser(window: &Window, home: &Home, button: &str) -> String {
    let _ = std::fs::remove_file(home.opened());
    window.press(button).await;
    let begun = Instant::now();
    loop {
        match std::fs::read_to_string(home.opened()) {
            Ok(address) if !address.is_empty() => return address,
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        assert!(begun.elapsed() < BY_ITSELF, "no browser: {}", window.words().await);
    }
}

/// The first browser was closed: the second one, opened for the same sign-in, is where the person declines.
async fn declining_saves_nothing(window: &Window, home: &Home, server: &AuthorizationServer) {
    window.fill("Account name", NAME).await;
    let closed = open_browser(window, home, "Continue in browser").await;
    let address = open_browser(window, home, "Open browser again").await;
    assert_eq!(address, closed, "it is the same sign-in");
    let page = server.browse(&address, "abort");
    assert!(page.contains("Credenza"), "{page}");
    window.shows("You declined access. Nothing was saved.").await;
    assert_eq!(home.count_credentials(), 0);
    window.press("Start again").await;
    assert_eq!(window.field("Account name").await, NAME, "what was typed stays");
}

async fn signing_in_says_as_whom(window: &Window, home: &Home, server: &AuthorizationServer) {
    go_through_the_browser(window, home, server, "ana").await;
    window.shows_all(&["Signed in as ana@example.com", "openid", "email"]).await;
    look(window, "signed-in").await;
    window.press("Done").await;
    window.waits_for_control(TILE).await;
    assert_eq!(credential(home)["state"], "connected");
    server.set(&json!({"access_token_ttl": 3600}));
}

async fn the_token_is_renewed_when_it_ends(window: &Window, server: &AuthorizationServer) {
    let begun = Instant::now();
    while server.token_requests("refresh_token") == 0 {
        assert!(begun.elapsed() < BY_ITSELF, "nothing renewed it: {}", window.words().await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    window.keys(Key::Alt + "3").await;
    window.tab_to("Credentials by health").await;
    window.keys(Key::Home + "").await;
    window.press("Verify now").await;
    window.shows(&format!("{NAME} works")).await;
    assert_eq!(server.token_requests("refresh_token"), 1, "once is enough");
}

async fn a_flow_uses_it(window: &Window, home: &Home) {
    let flow = format!(
        "name: Nightly import\nsteps:\n- {{id: load, connector: http-oauth2-sign-in, action: request, credential: {NAME}, input: {{method: GET, path: /me}}}}\n"
    );
    home.credenza_reading(&["flow", "save", "-"], &flow);
    home.credenza(&["flow", "activate", "Nightly import"]);
    window.shows("1 active flow").await;
}

async fn the_loss_is_told_once(window: &Window, home: &Home, server: &AuthorizationServer) {
    server.revoke_all();
    window.tab_to("Verify now").await;
    window.desk().look_away(home);
    window.keys(Key::Enter + "").await;
    window.shows(&format!("{NAME} is disconnected")).await;
    window.shows("Disconnected").await;
    assert_eq!(credential(home)["state"], "disconnected");
    look(window, "health-lost").await;
    window.keys(Key::Alt + "1").await;
    window.shows_all(&["Needs attention", NAME, "1 active flow is affected."]).await;
    look(window, "overview-lost").await;
    assert_eq!(window.desk().notifications().shown(), [LOST], "told once");
}

async fn another_account_is_stopped(window: &Window, home: &Home, server: &AuthorizationServer) {
    let before = credential(home);
    window.press("Reconnect").await;
    window.shows(&format!("Reconnect {NAME}")).await;
    go_through_the_browser(window, home, server, "bob").await;
    window.shows("You were ana@example.com, this is bob@example.com. Nothing was changed.").await;
    look(window, "another-account").await;
    window.focuses("Keep ana@example.com").await;
    window.keys(Key::Enter + "").await;
    window.shows("ana@example.com was kept").await;
    assert_eq!(credential(home), before);
}

async fn it_is_reconnected_in_place(window: &Window, home: &Home, server: &AuthorizationServer) {
    window.desk().look_at_it(home);
    window.press("Reconnect").await;
    window.shows(&format!("Reconnect {NAME}")).await;
    go_through_the_browser(window, home, server, "ana").await;
    window.shows_all(&["Signed in as ana@example.com", "Every flow that uses it goes on"]).await;
    window.press("Done").await;
    window.shows("Everything is working.").await;
    window.shows(&format!("{NAME} works again")).await;
    let after = credential(home);
    assert_eq!(
        (&after["state"], &after["used_by"]["active_flows"]),
        (&json!("connected"), &json!(1))
    );
    assert_eq!(
        window.desk().notifications().shown(),
        [LOST],
        "who looks at the window is not told twice"
    );
}

async fn deleting_it_revokes_the_grant(window: &Window, home: &Home, server: &AuthorizationServer) {
    home.credenza(&["flow", "pause", "Nightly import"]);
    let revoked = || server.log()["counters"]["grants_revoked"].as_u64().unwrap_or_default();
    let before = revoked();
    window.keys(Key::Alt + "2").await;
    window.press(TILE).await;
    window.tab_to(LIST).await;
    window.keys(Key::Home + Key::Delete).await;
    window.shows(&format!("Delete {NAME}?")).await;
    window.press(&format!("Delete {NAME}")).await;
    window
        .shows_all(&[&format!("{NAME} deleted"), "Its access was revoked at the provider."])
        .await;
    assert_eq!(home.count_credentials(), 0);
    assert_eq!(revoked(), before + 1, "it was revoked at the provider");
}

fn credential(home: &Home) -> Value {
    home.credenza(&["credential", "show", NAME])["credential"].clone()
}
