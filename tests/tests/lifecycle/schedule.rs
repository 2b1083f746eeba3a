//! Scheduled checks: when, by whom, and how politely.

use crate::harness::{Bench, HOUR, Provider, moment, round};
use credenza_app::Clock;
use serde_json::json;
use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_is_looked_at_again_after_a_day_and_not_before() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    let saved = provider.requests();
    round(&process).await;
    let next = moment(&process.health("CRM").await["next_check"]).since(bench.clock.now());
    assert!(next > HOUR * 21 && next < HOUR * 27, "{next:?}");
    bench.clock.turn(HOUR * 21);
    round(&process).await;
    assert_eq!(provider.requests(), saved, "not before its time");
    bench.clock.set(moment(&process.health("CRM").await["next_check"]));
    round(&process).await;
    assert_eq!(provider.requests(), saved + 1);
    let health = process.health("CRM").await;
    assert_eq!(moment(&health["last_success"]), bench.clock.now(), "{health}");
    assert!(moment(&health["next_check"]) > bench.clock.now().plus(HOUR * 21), "{health}");
    let since = moment(&health["since"]);
    assert!(
        bench.clock.now().since(since) > HOUR * 20,
        "it stands so since it was saved: {health}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_changed_elsewhere_is_noticed_by_the_schedule() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    round(&process).await;
    provider.says(401);
    bench.clock.set(moment(&process.health("CRM").await["next_check"]));
    round(&process).await;
    let health = process.health("CRM").await;
    assert_eq!(
        (&health["state"], &health["reason"]),
        (&json!("disconnected"), &json!("auth.rejected"))
    );
    assert_eq!(moment(&health["since"]), bench.clock.now());
    let recorded = process.ask("activity.list", json!({"limit": 1})).await;
    assert_eq!(recorded["items"][0]["actor"]["kind"], "background", "{recorded}");
    assert_eq!(recorded["items"][0]["detail"]["code"], "auth.rejected", "{recorded}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_check_each_credential_once() {
    let (bench, one) = Bench::new().await;
    let two = bench.open().await;
    let providers = [Provider::start().await, Provider::start().await, Provider::start().await];
    for number in 0..12 {
        one.add(&format!("C{number}"), &providers[number % 3]).await;
    }
    round(&one).await;
    let saved: Vec<usize> = providers.iter().map(Provider::requests).collect();
    for provider in &providers {
        provider.mood.pause_ms.store(30, Ordering::SeqCst);
    }
    bench.clock.turn(HOUR * 27);
    // What was missed together is spread over half a minute; both look at every step of it.
    for _ in 0..60 {
        bench.clock.turn(Duration::from_secs(1));
        tokio::join!(round(&one), round(&two));
    }
    let mut looked = HashSet::new();
    let mut looks = 0;
    for (provider, saved) in providers.iter().zip(saved) {
        let tokens = provider.tokens(saved);
        looks += tokens.len();
        looked.extend(tokens);
        assert_eq!(provider.mood.most_at_once.load(Ordering::SeqCst), 1, "one at a time per host");
    }
    assert_eq!((looked.len(), looks), (12, 12), "each one, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_of_a_person_and_one_of_the_schedule_do_not_meet() {
    let (bench, one) = Bench::new().await;
    let two = bench.open().await;
    let provider = Provider::start().await;
    one.add("CRM", &provider).await;
    round(&one).await;
    provider.mood.pause_ms.store(150, Ordering::SeqCst);
    provider.mood.most_at_once.store(0, Ordering::SeqCst);
    for _ in 0..5 {
        bench.clock.set(moment(&one.health("CRM").await["next_check"]));
        tokio::join!(one.0.check_due(), two.verify("CRM"), one.verify("CRM"));
    }
    assert_eq!(provider.mood.most_at_once.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_checked_when_locked_paused_set_aside_or_switched_off() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    for name in ["locked", "paused", "aside", "gone"] {
        process.add(name, &provider).await;
    }
    round(&process).await;
    process.ask("health.pause", json!({"credential": "paused"})).await;
    process.ask("credential.quarantine", json!({"credential": "aside"})).await;
    process.ask("credential.delete", json!({"credential": "gone"})).await;
    let saved = provider.requests();
    let far = async |process: &crate::harness::Process| {
        bench.clock.turn(HOUR * 30);
        for _ in 0..20 {
            bench.clock.turn(Duration::from_secs(1));
            round(process).await;
        }
        provider.tokens(saved)
    };
    process.ask("vault.lock", json!({})).await;
    assert!(far(&process).await.is_empty(), "locked");
    process.ask("vault.unlock", json!({"passphrase": crate::harness::PASSPHRASE})).await;
    process.ask("setting.update", json!({"check_hours": 0})).await;
    assert!(far(&process).await.is_empty(), "switched off");
    assert!(process.health("locked").await["next_check"].is_null());
    process.ask("setting.update", json!({"check_hours": 24})).await;
    assert_eq!(far(&process).await, ["Bearer t-locked"], "only that one, once");
    let paused = process.health("paused").await;
    assert!(paused["paused"] == true && paused["next_check"].is_null(), "{paused}");
    process.ask("health.resume", json!({"credential": "paused"})).await;
    assert!(far(&process).await.contains(&"Bearer t-paused".to_owned()), "resumed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_asks_to_be_left_alone_is_left_alone() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    round(&process).await;
    provider.says(429);
    provider.mood.retry_after.store(1_200, Ordering::SeqCst);
    bench.clock.set(moment(&process.health("CRM").await["next_check"]));
    round(&process).await;
    let health = process.health("CRM").await;
    assert_eq!((&health["state"], &health["reason"]), (&json!("degraded"), &json!("rate.limited")));
    let wait = moment(&health["next_check"]).since(bench.clock.now());
    assert_eq!(wait, Duration::from_secs(1_200), "{health}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_soon_is_expiring_and_stands_in_the_calendar() {
    let (_bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    let overview = process.ask("health.overview", json!({})).await;
    assert_eq!(overview["attention"], json!([]), "{overview}");
    assert_eq!((&overview["credentials"], &overview["connectors"]), (&json!(1), &json!(1)));
    assert!(
        !overview["last_checked"].is_null() && !overview["recent"].as_array().unwrap().is_empty()
    );
}
