//! What the public `standardwebhooks` package thinks of our events.

use crate::harness::{Bench, HOUR, Process, Provider};
use credenza_testing::servers::{SeenEvent, WebhookReceiver};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

async fn add_webhook(process: &Process, receiver: &WebhookReceiver) -> (String, String) {
    let request = json!({"address": receiver.address(), "private": [receiver.host_port()]});
    let added = process.ask("webhook.add", request).await;
    let secret = added["signing_secret"].as_str().unwrap().to_owned();
    (added["webhook"]["id"].as_str().unwrap().to_owned(), secret)
}

fn names(seen: &[SeenEvent]) -> Vec<&str> {
    seen.iter().map(|event| event.body["eventType"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_down_three_times_gets_each_event_once_it_is_up() {
    let (bench, process) = Bench::new().await;
    let (receiver, provider) = (WebhookReceiver::start(), Provider::start().await);
    let (id, secret) = add_webhook(&process, &receiver).await;
    receiver.trust(&[&secret]);
    receiver.answer("503");
    let credential = process.add("CRM", &provider).await;
    provider.says(401);
    process.verify("CRM").await;
    provider.says(200);
    process.verify("CRM").await;
    process.ask("credential.delete", json!({"credential": "CRM"})).await;
    for step in [0, 6, 36] {
        bench.clock.turn(Duration::from_secs(step));
        // A failed try ends the round of a webhook.
        for _ in 0..4 {
            process.0.send_due().await;
        }
    }
    let refused = receiver.seen();
    assert_eq!(refused.len(), 12, "four events, three tries each");
    let view = process.ask("webhook.list", json!({})).await["items"][0].clone();
    assert!(view["pending"] == 4 && !view["failing_since"].is_null(), "{view}");
    let overview = process.ask("health.overview", json!({})).await;
    assert_eq!(overview["attention"][0]["kind"], "webhook", "{overview}");

    receiver.answer("200");
    bench.clock.turn(Duration::from_secs(145));
    process.0.send_due().await;
    process.0.send_due().await;
    let seen = receiver.seen()[12..].to_vec();
    assert_eq!(
        names(&seen),
        [
            "connection.created",
            "connection.disconnected",
            "connection.reconnected",
            "connection.deleted"
        ]
    );
    assert!(seen.iter().all(|event| event.verified == [true]), "{seen:#?}");
    let mut tries: BTreeMap<_, usize> = BTreeMap::new();
    receiver.seen().iter().for_each(|event| *tries.entry(event.id.clone()).or_default() += 1);
    assert_eq!(tries.values().collect::<Vec<_>>(), [&4; 4], "the same id on every try");
    payload_is_that_of_the_facts(&seen[1].body, &credential);
    let view = process.ask("webhook.list", json!({})).await["items"][0].clone();
    assert!(view["pending"] == 0 && view["failing_since"].is_null(), "{view}");
    let log = process.ask("webhook.deliveries", json!({"webhook": id})).await;
    assert_eq!(log["total"], 4);
    assert!(log["items"].as_array().unwrap().iter().all(|one| one["attempts"] == 4), "{log}");
}

/// `facts/membrane-sdk.md`, section 6, the current form: these keys and no others.
fn payload_is_that_of_the_facts(body: &Value, credential: &str) {
    let customer = body["data"]["connection"]["customerId"].clone();
    assert!(customer.is_string());
    let connection = json!({
        "id": credential, "integrationId": "http-bearer", "integrationKey": "http-bearer",
        "name": "CRM", "disconnected": true, "customerId": customer,
    });
    let wanted =
        json!({"eventType": "connection.disconnected", "data": {"connection": connection}});
    assert_eq!(*body, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_secret_is_rotated_both_verify_and_afterwards_only_the_new_one() {
    let (_bench, process) = Bench::new().await;
    let receiver = WebhookReceiver::start();
    let (id, old) = add_webhook(&process, &receiver).await;
    let rotated = process.ask("webhook.rotate", json!({"webhook": id})).await;
    let new = rotated["signing_secret"].as_str().unwrap().to_owned();
    assert!(new != old && rotated["webhook"]["secrets"] == 2, "{}", rotated["webhook"]);
    receiver.trust(&[&old, &new]);
    let sent = process.ask("webhook.test", json!({"webhook": id})).await;
    assert_eq!((&sent["state"], &sent["event"]), (&json!("delivered"), &json!("webhook.test")));
    let seen = receiver.seen();
    assert_eq!((seen[0].verified.as_slice(), seen[0].signatures), ([true, true].as_slice(), 2));

    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let request = json!({"webhook": id, "keep_hours": 0, "secret": own});
    let rotated = process.ask("webhook.rotate", request).await;
    assert!(rotated["signing_secret"].is_null() && rotated["webhook"]["secrets"] == 1);
    receiver.trust(&[&old, &new, own]);
    process.ask("webhook.test", json!({"webhook": id})).await;
    assert_eq!(receiver.seen()[1].verified, [false, false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_previous_secret_stops_signing_when_its_time_is_over() {
    let (bench, process) = Bench::new().await;
    let receiver = WebhookReceiver::start();
    let (id, _) = add_webhook(&process, &receiver).await;
    process.ask("webhook.rotate", json!({"webhook": id, "keep_hours": 2})).await;
    for (turn, signatures) in [(HOUR, 2), (HOUR, 1)] {
        bench.clock.turn(turn);
        process.ask("webhook.test", json!({"webhook": id})).await;
        assert_eq!(receiver.seen().last().unwrap().signatures, signatures);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_deliver_each_event_once() {
    let (bench, one) = Bench::new().await;
    let two = bench.open().await;
    let (receiver, provider) = (WebhookReceiver::start(), Provider::start().await);
    let (_, secret) = add_webhook(&one, &receiver).await;
    receiver.trust(&[&secret]);
    for number in 0..15 {
        one.add(&format!("C{number}"), &provider).await;
    }
    receiver.answer("200 0.02");
    for _ in 0..30 {
        tokio::join!(one.0.send_due(), two.0.send_due());
    }
    let seen = receiver.seen();
    let ids: std::collections::HashSet<_> = seen.iter().map(|event| event.id.clone()).collect();
    assert_eq!((ids.len(), seen.len()), (15, 15), "each one, once");
    assert!(seen.iter().all(|event| event.verified == [true]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sent_again_by_hand_under_the_same_id() {
    let (_bench, process) = Bench::new().await;
    let (receiver, provider) = (WebhookReceiver::start(), Provider::start().await);
    let (id, secret) = add_webhook(&process, &receiver).await;
    receiver.trust(&[&secret]);
    process.add("CRM", &provider).await;
    process.0.send_due().await;
    let log = process.ask("webhook.deliveries", json!({"webhook": id})).await;
    let delivery = log["items"][0]["id"].clone();
    let again = process.ask("webhook.redeliver", json!({"delivery": delivery})).await;
    assert_eq!((&again["state"], &again["attempts"]), (&json!("delivered"), &json!(2)), "{again}");
    let seen = receiver.seen();
    assert!(seen.len() == 2 && seen[0].id == seen[1].id && seen[1].verified == [true], "{seen:?}");
    let unknown = json!({"delivery": "00000000-0000-4000-8000-000000000000"});
    let failure = process.run("webhook.redeliver", unknown).await.unwrap_err();
    assert_eq!(failure.code.as_str(), "webhook.delivery_not_found");
}
