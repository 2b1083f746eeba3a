//! Renewal ahead of expiry: a process only runs, nobody uses the credential, and its token stays fresh.

use crate::harness::{Bench, Process, moment};
use crate::signed_in::{LIMIT, grant, register, sign_in};
use credenza_app::{Audience, Clock};
use credenza_model::Timestamp;
use credenza_testing::servers::AuthorizationServer;
use serde_json::json;
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
