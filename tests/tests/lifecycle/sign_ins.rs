//! Sign-ins that take their time: the browser is closed, the computer sleeps, somebody sets the clock.

use crate::harness::{Bench, HOUR, Process};
use crate::signed_in::{begin, end, register, visit};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::time::Duration;

const LIFE: Duration = Duration::from_secs(10 * 60);

async fn world() -> (AuthorizationServer, Bench, Process) {
    let server = AuthorizationServer::start(&json!({}));
    let (bench, process) = Bench::new().await;
    register(&process, &server).await;
    (server, bench, process)
}

/// Nobody finished it in time, and nothing is left of it.
async fn has_timed_out(process: &Process, server: &AuthorizationServer, ended: &Value) {
    assert_eq!(ended["state"], "failed", "{ended}");
    assert_eq!(ended["failure"]["code"], "sign_in.timed_out", "{ended}");
    assert!(ended["failure"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{ended}");
    assert_eq!(server.token_requests("authorization_code"), 0, "the code is worth nothing");
    let all = process.ask("credential.list", json!({})).await;
    assert_eq!(all["total"], 0, "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_was_closed_ends_the_sign_in_after_ten_minutes() {
    let (server, bench, process) = world().await;
    let started = begin(&process, "ana").await;
    bench.clock.turn(LIFE - Duration::from_secs(1));
    tokio::time::sleep(Duration::from_secs(3)).await;
    let id = json!({"sign_in": started["id"]});
    assert_eq!(process.ask("sign_in.show", id).await["state"], "waiting");
    bench.clock.turn(Duration::from_secs(2));
    has_timed_out(&process, &server, &end(&process, &started).await).await;
    // It made room: five may wait, and none of them does.
    for number in 0..5 {
        begin(&process, &format!("next {number}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_ends_no_sign_in() {
    for back in [false, true] {
        let (server, bench, process) = world().await;
        bench.clock.tells_uptime();
        let started = begin(&process, "ana").await;
        let address = server.walk(started["address"].as_str().unwrap(), "ana");
        if back {
            bench.clock.turn_back(HOUR)
        } else {
            bench.clock.turn(HOUR)
        }
        visit(&address);
        let ended = end(&process, &started).await;
        assert_eq!(ended["state"], "done", "{ended}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_slept_for_hours_ends_it() {
    let (server, bench, process) = world().await;
    bench.clock.tells_uptime();
    let started = begin(&process, "ana").await;
    let address = server.walk(started["address"].as_str().unwrap(), "ana");
    bench.clock.pass(HOUR * 3);
    // The browser may be faster than the next look at the clock; it does not help it.
    visit(&address);
    has_timed_out(&process, &server, &end(&process, &started).await).await;
}
