//! Deleting what is in use: the dialog names every flow and offers no way to delete; the refusal is
//! the database's, also when a flow was activated while the dialog was open.

use crate::form;
use credenza_tests::schemes::SCHEMES;
use credenza_tests::window::{Home, Key, Window};
use serde_json::Value;
use std::net::SocketAddr;

const LIST: &str = "HTTP with bearer token credentials";

/// Saves a verified bearer token by the command line.
fn add(home: &Home, name: &str, address: SocketAddr) {
    let scheme = &SCHEMES[0];
    let token = home.input("token", scheme.secret().value);
    let (base, secret) = (format!("base_url=http://{address}"), format!("token={token}"));
    let (address, named) = (address.to_string(), format!("--name={name}"));
    let words = ["credential", "add", scheme.connector, "--set", &base, "--secret-file", &secret];
    let more = ["--allow-private", &address, "--allow-duplicate", &named];
    home.credenza(&[&words[..], &more].concat());
}

fn save_flow(home: &Home, name: &str, credential: &str) {
    let step = format!(
        "{{id: load, connector: http-bearer, action: request, credential: {credential}, input: {{method: GET, path: /}}}}"
    );
    home.credenza_reading(&["flow", "save", "-"], &format!("name: {name}\nsteps:\n- {step}\n"));
}

fn activate(home: &Home, name: &str, credential: &str) {
    save_flow(home, name, credential);
    home.credenza(&["flow", "activate", name]);
}

async fn ask_to_delete(window: &Window, row: Key) {
    window.tab_to(LIST).await;
    window.keys(row + "").await;
    window.keys(Key::Delete + "").await;
}

async fn buttons(window: &Window) -> Value {
    let dialog = "return [...document.querySelectorAll('[role=alertdialog] button')].map((b) => b.innerText)";
    window.value(dialog).await
}

/// What a page does that did not look.
async fn delete_unasked(window: &Window, name: &str) -> Value {
    let message = serde_json::json!({
        "operation": "credential.delete",
        "request": { "credential": name },
    });
    let body = format!("return await window.__TAURI_INTERNALS__.invoke('rpc', {message})");
    window.run(&body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn what_is_in_use_is_not_deleted_and_every_flow_is_named() {
    let service = SCHEMES[0].start().await;
    let home = Home::with_vault(&[]);
    add(&home, "Used", service.address());
    add(&home, "Zero", service.address());
    activate(&home, "Nightly import", "Used");
    activate(&home, "Weekly report", "Used");
    save_flow(&home, "Only a draft", "Used");
    let window = form::unlocked(&home).await;
    window.press("HTTP with bearer token, 2 credentials").await;

    ask_to_delete(&window, Key::Home).await;
    window.shows_all(&["Used can’t be deleted yet", "Nightly import", "Weekly report"]).await;
    let offered = buttons(&window).await.to_string();
    assert!(!offered.contains("Delete"), "there is no way past it: {offered}");
    for way in ["Replace everywhere…", "Pause", "Quarantine"] {
        assert!(offered.contains(way), "'{way}' is a way out: {offered}");
    }
    window.press("Close").await;
    is_unchanged(&home);

    ask_to_delete(&window, Key::End).await;
    window.shows("Delete Zero?").await;
    activate(&home, "Just activated", "Zero");
    let refused = delete_unasked(&window, "Zero").await;
    assert!(refused["denied"].as_str().unwrap().contains("Zero can't be deleted"), "{refused}");
    window.shows_all(&["Zero can’t be deleted yet", "Just activated"]).await;
    window.press("Close").await;
    is_unchanged(&home);
    window.close().await;
}

fn is_unchanged(home: &Home) {
    let list = home.credenza(&["credential", "list"]);
    let found: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["name"], &item["state"]))
        .collect();
    assert_eq!(
        found,
        [(&"Used".into(), &"connected".into()), (&"Zero".into(), &"connected".into())]
    );
}
