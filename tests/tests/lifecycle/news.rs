//! A loss and a recovery are told once each, whoever caused them, by one of all processes.

use crate::harness::{Bench, Process, Provider, heard, moment, round};
use credenza_protocol::Event;
use serde_json::json;

/// What both have heard together after both had the chance to tell.
async fn news(
    one: &Process,
    two: &Process,
    ears: &mut [tokio::sync::broadcast::Receiver<Event>; 2],
) -> (usize, usize) {
    for _ in 0..3 {
        tokio::join!(one.0.tell_news(), two.0.tell_news());
    }
    let (a, b) = (heard(&mut ears[0]), heard(&mut ears[1]));
    (a.0 + b.0, a.1 + b.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_told_once_whichever_way_it_came_about() {
    let (bench, one) = Bench::new().await;
    let two = bench.open().await;
    let provider = Provider::start().await;
    one.add("CRM", &provider).await;
    let mut ears = [one.0.subscribe(), two.0.subscribe()];
    assert_eq!(news(&one, &two, &mut ears).await, (0, 0), "a new credential is no news");

    provider.says(401);
    one.verify("CRM").await;
    assert_eq!(news(&one, &two, &mut ears).await, (1, 0), "lost by a person's look");
    two.verify("CRM").await;
    one.verify("CRM").await;
    assert_eq!(news(&one, &two, &mut ears).await, (0, 0), "still lost");

    provider.says(200);
    round(&one).await;
    bench.clock.set(moment(&one.health("CRM").await["next_check"]));
    tokio::join!(one.0.check_due(), two.0.check_due());
    assert_eq!(one.health("CRM").await["state"], "connected");
    assert_eq!(news(&one, &two, &mut ears).await, (0, 1), "recovered by the schedule");

    provider.says(403);
    bench.clock.set(moment(&one.health("CRM").await["next_check"]));
    tokio::join!(one.0.check_due(), two.0.check_due());
    assert_eq!(news(&one, &two, &mut ears).await, (1, 0), "lost by the schedule");

    provider.says(200);
    let update = json!({"credential": "CRM", "draft": {"fields": {"token": "t-new"}}});
    one.ask("credential.update", update).await;
    assert_eq!(news(&one, &two, &mut ears).await, (0, 1), "mended by a person");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_heard_of_waits_for_the_next_process_and_says_why() {
    let (bench, one) = Bench::new().await;
    let provider = Provider::start().await;
    one.add("CRM", &provider).await;
    provider.says(401);
    one.verify("CRM").await;
    one.0.shutdown().await;
    let two = bench.open().await;
    let mut events = two.0.subscribe();
    two.0.tell_news().await;
    let event = events.try_recv().unwrap();
    let Event::CredentialLost { name, reason, .. } = event else { panic!("{event:?}") };
    assert_eq!((name.as_str(), json!(reason)), ("CRM", json!("auth.rejected")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_is_not_activated_with_what_is_lost_and_the_answer_says_what_to_do() {
    let (_bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let id = process.add("CRM", &provider).await;
    let step =
        json!({"id": "fetch", "connector": "http-bearer", "action": "request", "credential": id});
    process.ask("flow.save", json!({"document": {"name": "Import", "steps": [step]}})).await;
    provider.says(401);
    process.verify("CRM").await;
    let failure = process.run("flow.activate", json!({"flow": "Import"})).await.unwrap_err();
    let problem = &failure.details["problems"][0];
    assert_eq!(problem["reason"], "credential_disconnected", "{problem}");
    assert!(problem["hint"].as_str().unwrap().contains("secret"), "{problem}");
    provider.says(200);
    process.verify("CRM").await;
    process.ask("flow.activate", json!({"flow": "Import"})).await;
    provider.says(401);
    process.verify("CRM").await;
    let overview = process.ask("health.overview", json!({})).await;
    let first = &overview["attention"][0];
    assert_eq!(
        (&first["kind"], &first["active_flows"]),
        (&json!("credential"), &json!(1)),
        "{overview}"
    );
    assert_eq!(overview["attention"].as_array().unwrap().len(), 1, "told once: {overview}");
}
