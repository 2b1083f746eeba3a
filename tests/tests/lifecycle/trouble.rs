//! Networks that are away, and clocks that jump (RELIABILITY R9): no storm, and nobody is lost for it.

use crate::harness::{Bench, HOUR, Provider, heard, moment, round};
use credenza_app::Clock;
use credenza_model::Timestamp;
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_away_for_a_day_disconnects_nobody() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    round(&process).await;
    let mut events = process.0.subscribe();
    bench.clock.set(moment(&process.health("CRM").await["next_check"]));
    let began = bench.clock.now();
    // A 503 stands for every "neither yes nor no"; a closed port follows below.
    provider.says(503);
    let (mut tries, mut longest) = (0_u32, Duration::ZERO);
    while bench.clock.now().since(began) < HOUR * 24 {
        round(&process).await;
        tries += 1;
        let health = process.health("CRM").await;
        assert_eq!(health["state"], "degraded", "after {tries} tries: {health}");
        assert_eq!(moment(&health["since"]), began, "{health}");
        assert_eq!(health["retry"]["attempt"], tries + 1, "{health}");
        assert_eq!(health["retry"]["at"], health["next_check"], "{health}");
        // The quick tries are counted; what follows goes on until there is an answer.
        let of = if tries < 10 { json!(10) } else { json!(null) };
        assert_eq!(health["retry"]["of"], of, "{health}");
        let next = moment(&health["next_check"]);
        longest = longest.max(next.since(bench.clock.now()));
        bench.clock.set(next);
    }
    assert!((60..700).contains(&tries), "{tries} tries in a day");
    assert!(longest <= Duration::from_secs(15 * 60), "{longest:?}");
    let history = process.ask("credential.history", json!({"credential": "CRM"})).await;
    assert_eq!(history["items"].as_array().unwrap().len(), 2, "the same trouble is one entry");
    let hours = process.ask("health.history", json!({"credential": "CRM"})).await;
    let hours = hours["hours"].as_array().unwrap().clone();
    let sum = |name: &str| hours.iter().map(|hour| hour[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("passed"), sum("failed")), (1, u64::from(tries)), "each look is counted");
    assert!(hours.len() >= 24, "in each hour of the outage: {hours:?}");
    provider.says(200);
    round(&process).await;
    assert_eq!(process.health("CRM").await["state"], "connected");
    assert_eq!(heard(&mut events), (0, 0), "nobody was lost, so nobody recovered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_port_degrades_too_and_flows_may_go_on() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    round(&process).await;
    drop(provider);
    bench.clock.set(moment(&process.health("CRM").await["next_check"]));
    round(&process).await;
    let health = process.health("CRM").await;
    assert_eq!((&health["state"], &health["reason"]), (&json!("degraded"), &json!("net.refused")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_no_is_not_retried_and_what_is_not_looked_at_says_why() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    assert_eq!(process.health("CRM").await["checks"], "soon", "nobody has made a plan yet");
    round(&process).await;
    provider.says(401);
    for look in ["first", "second"] {
        bench.clock.set(moment(&process.health("CRM").await["next_check"]));
        round(&process).await;
        round(&process).await;
        let health = process.health("CRM").await;
        assert_eq!(
            (&health["state"], &health["checks"]),
            (&json!("disconnected"), &json!("planned"))
        );
        assert!(health["retry"].is_null(), "the {look} no is an answer: {health}");
    }
    provider.says(200);
    process.verify("CRM").await;
    process.ask("setting.update", json!({"check_hours": 0})).await;
    let health = process.health("CRM").await;
    assert_eq!((&health["state"], &health["checks"]), (&json!("connected"), &json!("off")));
    process.ask("setting.update", json!({"check_hours": 24})).await;
    process.ask("health.pause", json!({"credential": "CRM"})).await;
    assert_eq!(process.health("CRM").await["checks"], "paused");
    process.ask("health.resume", json!({"credential": "CRM"})).await;
    process.ask("credential.quarantine", json!({"credential": "CRM"})).await;
    assert_eq!(process.health("CRM").await["checks"], "person");
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_jump_cause_no_storm_and_lose_no_check() {
    let (bench, process) = Bench::new().await;
    process.ask("setting.update", json!({"check_hours": 1})).await;
    let provider = Provider::start().await;
    for number in 0..20 {
        process.add(&format!("C{number}"), &provider).await;
    }
    round(&process).await;
    let real = bench.clock.now();
    let day = HOUR * 24;
    let jumps = [
        real.plus(HOUR),
        real.plus(day),
        real.plus(day * 3_650),
        real,
        Timestamp::from_millis(real.as_millis() - 3_600_000),
        Timestamp::from_millis(0),
        Timestamp::from_millis(i64::from(i32::MAX) * 1_000 + 5_000),
        real,
    ];
    for to in jumps {
        bench.clock.set(to);
        let before = provider.requests();
        round(&process).await;
        assert!(provider.requests() - before <= 2, "a storm at {to}");
        for _ in 0..40 {
            bench.clock.turn(Duration::from_secs(120));
            round(&process).await;
        }
        let looks = provider.requests() - before;
        assert!((10..=60).contains(&looks), "{looks} looks within 80 minutes after {to}");
        assert_eq!(provider.mood.most_at_once.load(Ordering::SeqCst), 1);
    }
    let view = process.ask("health.list", json!({"states": ["connected"]})).await;
    assert_eq!(view["total"], 20, "{}", view["counts"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_in_the_middle_of_a_look_leaves_nothing_claimed() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    round(&process).await;
    bench.clock.set(moment(&process.health("CRM").await["next_check"]));
    provider.mood.pause_ms.store(300, Ordering::SeqCst);
    let (_, ()) = tokio::join!(process.0.check_due(), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        bench.clock.turn_back(HOUR * 24 * 365);
    });
    let before = provider.requests();
    process.verify("CRM").await;
    assert_eq!(provider.requests(), before + 1, "somebody else may look at once");
}
