//! Deleting while a renewal is on its way: what the provider gave out last is what is revoked.

use crate::harness::{Bench, Process};
use crate::signed_in::{LIMIT, register, sign_in};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn world() -> (AuthorizationServer, Bench, Arc<Process>) {
    let server = AuthorizationServer::start(&json!({}));
    let (bench, process) = Bench::new().await;
    register(&process, &server).await;
    sign_in(&process, &server, "ana").await;
    (server, bench, Arc::new(process))
}

async fn delete(process: &Process) -> Value {
    process.ask("credential.delete", json!({"credential": "ana"})).await["revocation"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_on_its_way_is_waited_for_and_its_token_is_the_one_that_is_revoked() {
    for other_process in [false, true] {
        let (server, bench, process) = world().await;
        let renewer = if other_process { Arc::new(bench.open().await) } else { process.clone() };
        server.set(&json!({"token_pause_ms": 800}));
        let renewing = tokio::spawn(async move {
            renewer.run("credential.refresh", json!({"credential": "ana"})).await
        });
        let until = Instant::now() + LIMIT;
        while server.token_requests("refresh_token") == 0 {
            assert!(Instant::now() < until, "nobody asked for a token");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(delete(&process).await, json!({"outcome": "revoked"}));
        renewing.await.unwrap().unwrap();
        // The provider knows of no token of ana's any more: the one that was sent is the newest one.
        assert_eq!(server.count("revoked_consumed"), 0, "{}", server.log());
        assert_eq!(server.count("grants_revoked"), 1, "{}", server.log());
        process.ask("credential.restore", json!({"credential": "ana"})).await;
        let refused = process.run("credential.refresh", json!({"credential": "ana"})).await;
        assert_eq!(refused.unwrap_err().code.as_str(), "credential.not_refreshable");
        assert_eq!(server.token_requests("refresh_token"), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_out_of_order_is_told_as_it_is_and_the_token_may_live_on() {
    let (server, _bench, process) = world().await;
    server.set(&json!({"revocation_outage": 503}));
    let told = delete(&process).await;
    assert_eq!(told, json!({"outcome": "failed", "code": "token.transport"}));
    process.ask("credential.restore", json!({"credential": "ana"})).await;
    process.ask("credential.refresh", json!({"credential": "ana"})).await;
}
