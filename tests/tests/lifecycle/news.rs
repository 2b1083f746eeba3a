//! A loss and a recovery are told once each, whoever caused them, by one of all processes.

use crate::harness::{Bench, HOUR, Process, Provider, heard, moment, round};
use credenza_app::{Audience, Clock};
use credenza_protocol::Event;
use serde_json::json;
use std::time::Duration;

/// What both have heard together after both had the chance to tell.
async fn news(
    one: &Process,
    two: &Process,
    ears: &mut [tokio::sync::broadcast::Receiver<Event>; 2],
) -> (usize, usize) {
    for _ in 0..3 {
        tokio::join!(one.0.tell_news(Audience::Desktop), two.0.tell_news(Audience::Desktop));
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
    two.0.tell_news(Audience::Desktop).await;
    let event = events.try_recv().unwrap();
    let Event::CredentialLost { name, reason, .. } = event else { panic!("{event:?}") };
    assert_eq!((name.as_str(), json!(reason)), ("CRM", json!("auth.rejected")));
}

/// Rounds of a window and of a server for pages, as they go on beside each other for some seconds.
async fn seconds(bench: &Bench, window: Option<&Process>, pages: &Process, count: u64) {
    for _ in 0..count {
        bench.clock.turn(Duration::from_secs(1));
        // The server looks first: it must not be faster.
        pages.0.tell_news(Audience::Pages).await;
        if let Some(window) = window {
            window.0.tell_news(Audience::Desktop).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_tells_it_and_a_page_only_where_no_window_does() {
    let (bench, window) = Bench::new().await;
    let pages = bench.open().await;
    let provider = Provider::start().await;
    window.add("CRM", &provider).await;
    let mut on_window = window.0.subscribe();

    // Nobody has a page open, and there is no window for a while: it waits for somebody who sees it.
    provider.says(401);
    pages.verify("CRM").await;
    seconds(&bench, None, &pages, 20).await;
    seconds(&bench, Some(&window), &pages, 1).await;
    assert_eq!(heard(&mut on_window), (1, 0), "the server did not take it from the window");

    // A page is open as well: the window still tells it, and the page stays silent.
    let mut on_page = pages.0.subscribe();
    provider.says(200);
    pages.verify("CRM").await;
    seconds(&bench, Some(&window), &pages, 20).await;
    assert_eq!((heard(&mut on_window), heard(&mut on_page)), ((0, 1), (0, 0)));

    // The window is closed, or its vault locked: the page tells it, once.
    window.ask("vault.lock", json!({})).await;
    let pages = bench.open().await;
    let mut on_page = pages.0.subscribe();
    provider.says(401);
    pages.verify("CRM").await;
    seconds(&bench, Some(&window), &pages, 3).await;
    assert_eq!(heard(&mut on_page), (0, 0), "a window may be about to tell it");
    seconds(&bench, Some(&window), &pages, 20).await;
    assert_eq!((heard(&mut on_window), heard(&mut on_page)), ((0, 0), (1, 0)));
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

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_a_credential_stands_in_the_record_once() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let id = process.add("CRM", &provider).await;
    let (mut times, mut seen) = (Vec::new(), Vec::new());
    // Twice each: the second no, and the second yes, are no events.
    for status in [401, 401, 200, 200] {
        bench.clock.turn(HOUR);
        provider.says(status);
        process.verify("CRM").await;
        times.push(bench.clock.now());
    }
    let actions =
        ["credential.add", "credential.lost", "credential.recovered", "credential.delete"];
    process.ask("credential.delete", json!({"credential": "CRM"})).await;
    let request = json!({"object": id, "actions": actions});
    let list = process.ask("activity.list", request).await;
    for entry in list["items"].as_array().unwrap().iter().rev() {
        seen.push(entry["action"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, actions, "{list}");
    let (lost, recovered) = (&list["items"][2], &list["items"][1]);
    assert_eq!((moment(&lost["at"]), moment(&recovered["at"])), (times[0], times[2]), "{list}");
    assert_eq!(lost["detail"]["code"], "auth.rejected", "{lost}");
    assert_eq!((&lost["actor"]["kind"], &lost["outcome"]), (&json!("background"), &json!("done")));
    assert_eq!(process.ask("activity.verify", json!({})).await["intact"], true);
}
