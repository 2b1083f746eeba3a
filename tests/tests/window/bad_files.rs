//! File servers: the host key that comes before the secret, and keys that are none.

use crate::form::{self, Refusal};
use credenza_testing::servers::{KeyKind, OpenSsh};
use credenza_tests::window::{Home, Key, Window};

async fn open(window: &Window, server: &OpenSsh, name: &str) {
    form::add(window, "sftp").await;
    let port = server.port().to_string();
    form::fill(window, &[("Account name", name)]).await;
    form::fill(
        window,
        &[("Host", "127.0.0.1"), ("Port", &port), ("User name", &server.user().username)],
    )
    .await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn an_unknown_host_key_is_asked_about_with_no_first_then_pinned_and_a_changed_one_stops() {
    let mut server = OpenSsh::start();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    open(&window, &server, "Files").await;
    form::fill(&window, &[("Password", &server.user().password)]).await;
    form::send(&window).await;
    form::allow_private(&window).await;
    window.shows_all(&["This server is not known yet", &server.fingerprint()]).await;
    window.press("No").await;
    window.shows("Not trusted. Nothing was sent to the server and nothing was saved.").await;
    assert_eq!(home.count_credentials(), 0, "No saves nothing");
    form::send(&window).await;
    window.press("Yes, trust this key").await;
    window.shows("Files verified and saved").await;

    let pinned = server.fingerprint();
    server.change_host_key();
    window.press("SFTP, 1 credential").await;
    window.tab_to("SFTP credentials").await;
    window.keys(Key::Home + "").await;
    window.keys(Key::Control + "r").await;
    window.shows_all(&["has changed", &pinned, &server.fingerprint()]).await;
    let list = home.credenza(&["credential", "list"]);
    assert_eq!(list["items"][0]["state_reason"], "host_key.changed", "{list}");
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn what_is_no_usable_key_is_said_at_its_field() {
    let server = OpenSsh::start();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    open(&window, &server, "Keys").await;
    form::choose_method(&window, "Key file").await;
    let encrypted = server.new_key(KeyKind::EncryptedEd25519("tall green kettle")).private;
    let huge = "k".repeat(70 * 1024);
    for (key, field, words) in
        [("not a key", "Private key", "BEGIN"), (huge.as_str(), "Private key", "64 KiB")]
    {
        window.paste("Private key", key).await;
        form::send(&window).await;
        let body =
            format!("return document.querySelector('[role=dialog]').innerText.includes({words:?})");
        window.until(&format!("{field}: {words}"), &body).await;
        assert_eq!(window.field("Private key").await.len(), key.len(), "what was typed stays");
        assert_eq!(home.count_credentials(), 0);
    }
    window.paste("Private key", &encrypted).await;
    form::send(&window).await;
    let refusal = Refusal::at("Key passphrase").says("passphrase");
    form::is_refused(&window, &refusal).await;
    window.keys("tall green kettle").await;
    form::send(&window).await;
    form::allow_private(&window).await;
    window.press("Yes, trust this key").await;
    window.shows("Keys verified and saved").await;
    assert_eq!(home.count_credentials(), 1);
    window.close().await;
}
