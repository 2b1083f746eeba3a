//! A real database over the weeks: its certificate ends, its password is changed elsewhere.

use crate::harness::{Bench, Process, heard, moment, round};
use credenza_app::Clock;
use credenza_testing::servers::{Certificates, Postgres};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3_600);

async fn add(process: &Process, server: &Postgres, authority: &str) {
    let port = server.port();
    let fields = json!({
        "host": "127.0.0.1", "port": port, "database": Postgres::DATABASE,
        "username": Postgres::APP_USER.username, "password": Postgres::APP_USER.password,
        "tls_mode": "verify-full", "ca_certificate": authority,
    });
    let approvals = json!({"private": [format!("127.0.0.1:{port}")]});
    let draft = json!({"fields": fields, "approvals": approvals});
    let request = json!({"connector": "postgresql", "name": "Warehouse", "draft": draft});
    process.ask("credential.add", request).await;
}

async fn overview(process: &Process) -> Value {
    process.ask("health.overview", json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_ends_stands_in_the_calendar_then_in_the_attention_list() {
    let (bench, process) = Bench::new().await;
    let authority = Certificates::new();
    let server = Postgres::builder().tls(&authority.ending_in_days(40)).start();
    add(&process, &server, &authority.authority_pem()).await;
    round(&process).await;
    let first = overview(&process).await;
    assert_eq!(first["attention"], json!([]), "{first}");
    assert_eq!(first["calendar"][0]["kind"], "certificate", "{first}");
    let end = moment(&first["calendar"][0]["at"]);
    let left = end.since(bench.clock.now());
    assert!(left > DAY * 39 && left < DAY * 41, "{left:?}");

    bench.clock.set(end.plus(Duration::ZERO));
    bench.clock.turn_back(DAY * 6);
    for _ in 0..5 {
        bench.clock.turn(Duration::from_secs(2));
        round(&process).await;
    }
    let health = process.health("Warehouse").await;
    assert_eq!(health["state"], "expiring", "{health}");
    let later = overview(&process).await;
    let attention = later["attention"].as_array().unwrap();
    assert_eq!((attention.len(), &attention[0]["kind"]), (1, &json!("expiry")), "{later}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_changed_in_the_database_is_lost_and_recovered_once() {
    let (bench, process) = Bench::new().await;
    let authority = Certificates::new();
    let server = Postgres::builder().tls(&authority.server()).start();
    add(&process, &server, &authority.authority_pem()).await;
    round(&process).await;
    let mut events = process.0.subscribe();
    let role = Postgres::APP_USER.username;
    for (password, state, news) in [
        ("changed-elsewhere", "disconnected", (1, 0)),
        (Postgres::APP_USER.password, "connected", (0, 1)),
    ] {
        let statement = format!("ALTER ROLE {role} PASSWORD '{password}'");
        assert_eq!(server.sql("postgres", &statement), "ALTER ROLE");
        bench.clock.set(moment(&process.health("Warehouse").await["next_check"]));
        round(&process).await;
        round(&process).await;
        assert_eq!(process.health("Warehouse").await["state"], state);
        assert_eq!(heard(&mut events), news, "{state}");
    }
}
