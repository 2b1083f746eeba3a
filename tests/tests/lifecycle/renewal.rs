//! Renewal ahead of expiry: a process only runs, nobody uses the credential, and its token stays fresh.

use crate::harness::{Bench, Process, moment};
use crate::signed_in::{LIMIT, grant, register, register_client, sign_in};
use credenza_app::{Audience, Clock};
use credenza_model::Timestamp;
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const TOKEN_LIFE: u64 = 600;

/// Waits until the process has renewed the token of `name`, at the moment that the clock shows.
async fn renewed(process: &Process, name: &str, at: Timestamp) {
    let until = Instant::now() + LIMIT;
    loop {
        let grant = grant(process, name).await;
        if !grant["refreshed_at"].is_null() && moment(&grant["refreshed_at"]) == at {
            return;
        }
        assert!(Instant::now() < until, "nobody renewed it: {grant}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_only_runs_renews_each_token_before_it_ends_and_once() {
    let server = AuthorizationServer::start(&json!({"access_token_ttl": TOKEN_LIFE}));
    let (bench, process) = Bench::new().await;
    register(&process, &server).await;
    sign_in(&process, &server, "ana").await;
    // A while later, so that each is due at a time of its own.
    bench.clock.turn(Duration::from_secs(150));
    sign_in(&process, &server, "bob").await;
    let (ana, bob) = (grant(&process, "ana").await, grant(&process, "bob").await);
    let (due, later) = (moment(&ana["refresh_at"]), moment(&bob["refresh_at"]));
    assert!(due < moment(&ana["expires_at"]) && later < moment(&bob["expires_at"]));
    assert!(bench.clock.now() < due && due < later, "{ana} {bob}");

    process.0.start_background(Audience::Desktop);
    bench.clock.set(due);
    renewed(&process, "ana", due).await;
    assert_eq!(server.token_requests("refresh_token"), 1, "bob's is not due yet");
    assert!(moment(&grant(&process, "ana").await["expires_at"]) > moment(&ana["expires_at"]));

    // By the time of bob's turn the process has looked again, and ana's was let alone.
    bench.clock.set(later);
    renewed(&process, "bob", later).await;
    assert_eq!(server.token_requests("refresh_token"), 2, "once each");
    let log = server.log();
    let refused = log["requests"].as_array().unwrap().iter().find(|one| one["status"] != 200);
    assert_eq!(refused, None, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_fails_on_the_way_says_when_it_is_tried_again() {
    let server = AuthorizationServer::start(&json!({"access_token_ttl": TOKEN_LIFE}));
    let (bench, process) = Bench::new().await;
    register(&process, &server).await;
    sign_in(&process, &server, "ana").await;
    process.0.check_due().await;
    assert!(process.health("ana").await["retry"].is_null());
    let due = moment(&grant(&process, "ana").await["refresh_at"]);
    server.set(&json!({"outage": 503}));
    process.0.start_background(Audience::Desktop);
    bench.clock.set(due);
    for attempt in 2..4 {
        let health = waited(&process, "ana", |health| health["retry"]["attempt"] == attempt).await;
        assert_eq!((&health["state"], &health["retry"]["of"]), (&json!("degraded"), &json!(9)));
        let wait = moment(&health["retry"]["at"]).since(bench.clock.now());
        assert!(wait <= Duration::from_secs(15), "soon, not at the next look: {health}");
        bench.clock.turn(wait + Duration::from_millis(1));
    }
    server.set(&json!({"outage": 0}));
    bench.clock.turn(Duration::from_secs(60));
    waited(&process, "ana", |health| health["retry"].is_null()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_of_a_test_app_and_a_token_that_nothing_renews_are_expiring_and_counted() {
    let server = AuthorizationServer::start(&json!({"access_token_ttl": TOKEN_LIFE}));
    let (bench, process) = Bench::new().await;
    register_client(&process, &server, "credenza-once").await;
    sign_in(&process, &server, "bob").await;
    assert_ends(&process, "bob", "token", bench.clock.now().plus(Duration::from_secs(TOKEN_LIFE)))
        .await;
    process.verify("bob").await;
    assert_eq!(process.health("bob").await["state"], "expiring", "a dry run gives no longer life");
    bench.clock.turn(Duration::from_secs(TOKEN_LIFE + 60));
    let overview = process.ask("health.overview", json!({})).await;
    assert_eq!(overview["attention"][0]["expiry"]["kind"], "token", "ended: {overview}");
    process.ask("credential.delete", json!({"credential": "bob"})).await;

    let app = json!({"oauth_app": "app", "client_id": "credenza"});
    process.ask("oauth_app.update", app).await;
    sign_in(&process, &server, "ana").await;
    assert_eq!(process.health("ana").await["state"], "connected", "its token is renewed");
    process.ask("oauth_app.update", json!({"oauth_app": "app", "test_mode": true})).await;
    let end = bench.clock.now().plus(Duration::from_secs(7 * 24 * 3_600));
    assert_ends(&process, "ana", "test_grant", end).await;
    process.ask("oauth_app.update", json!({"oauth_app": "app", "test_mode": false})).await;
    assert_eq!(process.health("ana").await["state"], "connected", "the end is gone");
    assert_eq!(process.0.needs_attention().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_being_renewed_says_so_in_health_and_a_paused_one_is_counted() {
    let server = AuthorizationServer::start(&json!({"access_token_ttl": TOKEN_LIFE}));
    let (bench, process) = Bench::new().await;
    register(&process, &server).await;
    sign_in(&process, &server, "ana").await;
    server.set(&json!({"token_pause_ms": 3_000}));
    let due = moment(&grant(&process, "ana").await["refresh_at"]);
    process.0.start_background(Audience::Desktop);
    bench.clock.set(due);
    waited(&process, "ana", |health| health["state"] == "refreshing").await;
    let view = process.ask("health.list", json!({"states": ["refreshing"]})).await;
    assert_eq!(view["total"], 1, "{view}");
    assert_eq!(view["counts"], json!([{"state": "refreshing", "count": 1}]), "{view}");
    waited(&process, "ana", |health| health["state"] == "connected").await;
    let none = process.ask("health.list", json!({"paused": true})).await;
    assert_eq!((&none["total"], &none["paused"]), (&json!(0), &json!(0)), "{none}");
    process.ask("health.pause", json!({"credential": "ana"})).await;
    let one = process.ask("health.list", json!({"paused": true})).await;
    assert_eq!((&one["total"], &one["paused"]), (&json!(1), &json!(1)), "{one}");
}

/// It says so in its state, in the counts and on the first screen.
async fn assert_ends(process: &Process, name: &str, kind: &str, at: Timestamp) {
    let view = process.ask("health.list", json!({"needs_attention": true})).await;
    let row = &view["items"][0];
    assert_eq!((&row["name"], &row["state"]), (&json!(name), &json!("expiring")), "{view}");
    assert_eq!(row["ends"]["kind"], kind, "{view}");
    let off = moment(&row["ends"]["at"]).as_millis().abs_diff(at.as_millis());
    assert!(off < 5_000, "{off} ms off: {view}");
    assert_eq!(view["counts"], json!([{"state": "expiring", "count": 1}]), "{view}");
    assert_eq!(process.0.needs_attention().await, Some(1), "what the tray says");
    let shown = process.ask("credential.show", json!({"credential": name})).await;
    assert_eq!(shown["credential"]["state"], "expiring", "{shown}");
    let overview = process.ask("health.overview", json!({})).await;
    let attention = overview["attention"].as_array().unwrap();
    assert_eq!((attention.len(), &attention[0]["expiry"]["kind"]), (1, &json!(kind)), "{overview}");
}

/// How the credential stands as soon as it stands so.
async fn waited(process: &Process, name: &str, so: impl Fn(&Value) -> bool) -> Value {
    let until = Instant::now() + LIMIT;
    loop {
        let health = process.health(name).await;
        if so(&health) {
            return health;
        }
        assert!(Instant::now() < until, "it never stood so: {health}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
