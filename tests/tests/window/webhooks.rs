//! The life of a webhook, by keyboard: a loopback address is asked about, the secret is shown once, an edited
//! description leaves the address with its query alone, a test event arrives, and what was sent is listed.

use crate::form;
use crate::screens::look;
use credenza_testing::servers::WebhookReceiver;
use credenza_tests::window::{Home, Key, Window, holding};
use serde_json::{Value, json};

/// What the receiver wants to see in its address, and nobody else should.
const TOKEN: &str = "r3ceiver-t0ken";
const NOTE: &str = "Pager of operations";

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_webhook_is_added_edited_tested_and_removed() {
    let receiver = WebhookReceiver::start();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    window.keys(Key::Control + ",").await;
    window.press("Webhooks").await;
    window.shows("No webhook yet.").await;

    a_wrong_address_is_marked(&window).await;
    let secret = it_is_added_once_its_address_is_allowed(&window, &home, &receiver).await;
    its_description_changes_and_its_address_stays(&window, &home, &receiver).await;
    a_test_event_arrives_where_it_was_first_meant_to(&window, &receiver).await;
    what_was_sent_is_listed(&window).await;
    it_is_removed(&window, &home).await;
    assert_eq!(window.mouse_presses().await, 0, "only the keyboard was used");
    window.close().await;
    let planted = home.path().join("planted");
    std::fs::write(&planted, format!("x{secret}y")).unwrap();
    assert_eq!(holding(home.path(), &secret), [planted], "only the planted one is found");
}

/// What the core refuses stands at the field.
async fn a_wrong_address_is_marked(window: &Window) {
    window.press("Add webhook").await;
    window.shows("Where events are sent").await;
    window.fill("Address", "http://hooks.example.com/").await;
    window.press("Add webhook").await;
    window.shows("Events are sent over https").await;
    assert!(window.error_at("Address").await.contains("Events are sent over https"));
    look(window, "webhook-wrong").await;
}

async fn it_is_added_once_its_address_is_allowed(
    window: &Window,
    home: &Home,
    receiver: &WebhookReceiver,
) -> String {
    window.fill("Address", &format!("{}?token={TOKEN}", receiver.address())).await;
    window.forgets("Events are sent over https").await;
    window.press("Add webhook").await;
    window.shows("Send to this computer or your own network?").await;
    look(window, "webhook-question").await;
    assert_eq!(home.credenza(&["webhook", "list"])["total"], 0, "nothing is saved before");
    window.press(&format!("Allow {}", receiver.host_port())).await;
    window.shows("It is shown this once and never again").await;
    let words = window.words().await;
    let secret = words.split_whitespace().find(|word| word.starts_with("whsec_")).unwrap();
    receiver.trust(&[secret]);
    window.tab_to("I have stored it").await;
    window.keys(" ").await;
    window.press("Done").await;
    window.forgets(secret).await;
    window.shows(&receiver.address()).await;
    window.forgets(TOKEN).await;
    secret.to_owned()
}

async fn its_description_changes_and_its_address_stays(
    window: &Window,
    home: &Home,
    receiver: &WebhookReceiver,
) {
    let before = webhook(home);
    choose(window, "Edit").await;
    window.shows("is kept and not shown").await;
    assert_eq!(window.field("Address").await, receiver.address());
    let every = "return [...document.querySelectorAll('[role=radio][aria-checked=true]')] \
                 .some((e) => e.closest('label')?.textContent.startsWith('Every event') \
                   || e.textContent.startsWith('Every event') \
                   || (e.getAttribute('aria-labelledby') ?? '').split(' ') \
                     .some((id) => document.getElementById(id)?.textContent.startsWith('Every event')))";
    window.until("every event is chosen", every).await;
    window.fill("Description", NOTE).await;
    look(window, "webhook-edit").await;
    window.press("Save").await;
    window.shows("Webhook saved").await;
    window.shows(NOTE).await;
    let after = webhook(home);
    assert_eq!(after["description"], NOTE, "{after}");
    for kept in ["address", "private", "events"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    assert_eq!(after["private"], json!([receiver.host_port()]));
}

async fn a_test_event_arrives_where_it_was_first_meant_to(
    window: &Window,
    receiver: &WebhookReceiver,
) {
    choose(window, "Send test event").await;
    window.shows("Test event delivered: the receiver answered 200").await;
    let seen = receiver.seen();
    let last = seen.last().unwrap();
    assert_eq!(last.path, format!("/hooks?token={TOKEN}"), "its query is still there");
    assert_eq!((&last.body["eventType"], &last.verified), (&json!("webhook.test"), &vec![true]));
}

async fn what_was_sent_is_listed(window: &Window) {
    window.press("Delivery log").await;
    window.shows_all(&["Deliveries", "Test event", "Delivered"]).await;
    look(window, "webhook-log").await;
    window.press("Close").await;
}

async fn it_is_removed(window: &Window, home: &Home) {
    choose(window, "Remove").await;
    window.shows("Remove this webhook?").await;
    window.press("Remove").await;
    window.shows("Webhook removed").await;
    assert_eq!(home.credenza(&["webhook", "list"])["total"], 0);
}

/// Chooses an item of the webhook's menu by the arrow keys.
async fn choose(window: &Window, item: &str) {
    window.press("More actions for").await;
    window.waits_for_control(item).await;
    for _ in 0..10 {
        if window.focused().await.starts_with(item) {
            return window.keys(Key::Enter + "").await;
        }
        window.keys(Key::Down + "").await;
    }
    panic!("the arrows never came to '{item}'");
}

fn webhook(home: &Home) -> Value {
    home.credenza(&["webhook", "list"])["items"][0].clone()
}
