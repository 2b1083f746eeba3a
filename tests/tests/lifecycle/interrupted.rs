//! Renewals in whose middle something else happens: the process ends, the vault is locked, whoever asked goes away,
//! or the answer is lost. The provider has given out the next refresh token by then and honours the old one no more.

use crate::harness::{Bench, HOUR, PASSPHRASE, Process, round};
use crate::signed_in::{LIMIT, grant, register, sign_in};
use credenza_app::Clock;
use credenza_protocol::Failure;
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How long the provider's answer takes after it has given out the next token.
const PAUSE_MS: u64 = 1500;

struct World {
    server: AuthorizationServer,
    bench: Bench,
    process: Arc<Process>,
}

impl World {
    /// Ana is signed in, and the provider takes its time from now on.
    async fn start() -> Self {
        let server = AuthorizationServer::start(&json!({}));
        let (bench, process) = Bench::new().await;
        register(&process, &server).await;
        sign_in(&process, &server, "ana").await;
        server.set(&json!({"token_pause_ms": PAUSE_MS}));
        Self { server, bench, process: Arc::new(process) }
    }

    /// A renewal whose new token exists at the provider, and has not arrived.
    async fn rotated(&self) -> JoinHandle<Result<Value, Failure>> {
        let process = self.process.clone();
        let renewing = tokio::spawn(async move {
            process.run("credential.refresh", json!({"credential": "ana"})).await
        });
        let until = Instant::now() + LIMIT;
        while self.server.token_requests("refresh_token") == 0 {
            assert!(Instant::now() < until, "nobody asked for a token");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(grant(&self.process, "ana").await["refreshed_at"].is_null());
        renewing
    }

    /// The token that is stored is the one that the provider honours: it renews once more.
    async fn lives_on(&self, process: &Process) {
        assert!(grant(process, "ana").await["refreshed_at"].is_string(), "it was written");
        self.server.set(&json!({"token_pause_ms": 0}));
        self.bench.clock.turn(Duration::from_secs(31));
        process.ask("credential.refresh", json!({"credential": "ana"})).await;
        assert_eq!(process.health("ana").await["state"], "connected");
        let log = self.server.log();
        let all = log["requests"].as_array().unwrap();
        assert_eq!(all.iter().find(|one| one["status"] != 200), None, "{log}");
        assert_eq!(self.server.token_requests("refresh_token"), 2, "{log}");
        assert!(log["counters"]["grants_revoked"].is_null(), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_waits_for_the_token_that_is_on_its_way() {
    let world = World::start().await;
    let renewing = world.rotated().await;
    world.process.0.shutdown().await;
    let _ = renewing.await.unwrap();
    let next = world.bench.open().await;
    world.lives_on(&next).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_begins_no_renewal() {
    let world = World::start().await;
    let renewing = world.rotated().await;
    let (process, late) = (world.process.clone(), world.bench.open().await);
    let ending = tokio::spawn(async move { process.0.shutdown().await });
    sign_in(&late, &world.server, "bob").await;
    let before = world.server.token_requests("refresh_token");
    let begun = world.process.run("credential.refresh", json!({"credential": "bob"})).await;
    assert!(begun.is_err(), "{begun:?}");
    ending.await.unwrap();
    let _ = renewing.await.unwrap();
    assert_eq!(world.server.token_requests("refresh_token"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_loses_no_token_that_is_on_its_way() {
    let world = World::start().await;
    let renewing = world.rotated().await;
    world.process.ask("vault.lock", json!({})).await;
    assert!(!renewing.is_finished(), "the vault is locked at once");
    let _ = renewing.await.unwrap();
    world.process.ask("vault.unlock", json!({"passphrase": PASSPHRASE})).await;
    world.lives_on(&world.process).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_may_go_away_and_the_token_is_kept() {
    let world = World::start().await;
    let renewing = world.rotated().await;
    renewing.abort();
    assert!(renewing.await.unwrap_err().is_cancelled());
    let until = Instant::now() + LIMIT;
    while grant(&world.process, "ana").await["refreshed_at"].is_null() {
        assert!(Instant::now() < until, "the token was not kept");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    world.lives_on(&world.process).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_given_out_and_never_arrived_is_told_as_an_interruption() {
    let world = World::start().await;
    world.server.set(&json!({"token_pause_ms": 0, "drop_next_refresh": true}));
    let refused = world.process.run("credential.refresh", json!({"credential": "ana"})).await;
    assert!(refused.is_err(), "{refused:?}");
    let health = world.process.health("ana").await;
    assert_eq!((&health["state"], &health["reason"]), (&json!("degraded"), &json!("net.closed")));

    // The provider sees the old token a second time, and ends everything that came from it.
    world.bench.clock.turn(HOUR);
    let refused = world.process.run("credential.refresh", json!({"credential": "ana"})).await;
    assert!(refused.unwrap_err().message.contains("interrupted"));
    round(&world.process).await;
    let health = world.process.health("ana").await;
    assert_eq!(health["state"], "disconnected", "{health}");
    assert_eq!(health["reason"], "auth.refresh_interrupted", "{health}");
    let log = world.server.log();
    assert_eq!(log["requests"][1]["dropped"], true, "the answer did get lost: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_away_for_a_day_ends_no_sign_in() {
    let world = World::start().await;
    world.server.set(&json!({"token_pause_ms": 0, "outage": 503}));
    let process = &world.process;
    let began = world.bench.clock.now();
    let mut tries = 0;
    while world.bench.clock.now().since(began) < HOUR * 25 {
        // The access token ends after an hour; the checks and the renewals of the background go on.
        let _ = process.run("credential.refresh", json!({"credential": "ana"})).await;
        round(process).await;
        tries += 1;
        let health = process.health("ana").await;
        assert_eq!(health["state"], "degraded", "after {tries} tries: {health}");
        world.bench.clock.turn(Duration::from_secs(40 * 60));
    }
    assert!(tries > 30, "{tries}");
    world.server.set(&json!({"outage": null}));
    process.ask("credential.refresh", json!({"credential": "ana"})).await;
    assert_eq!(process.health("ana").await["state"], "connected");
}
