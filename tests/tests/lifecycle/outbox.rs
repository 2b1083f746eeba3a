//! The outbox: what receivers may answer, and what must never be sent.

use crate::harness::{Bench, HOUR, Process, Provider};
use credenza_app::Clock;
use credenza_testing::http_service::{Catcher, Hostile, HttpService, Reply};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn add_webhook(process: &Process, service: &HttpService) -> String {
    let address = format!("http://{}/hooks?token=r3ceiver", service.address());
    let request = json!({"address": address, "private": [service.address().to_string()]});
    let added = process.ask("webhook.add", request).await;
    assert!(!added["webhook"]["address"].as_str().unwrap().contains("r3ceiver"), "{added}");
    added["webhook"]["id"].as_str().unwrap().to_owned()
}

async fn first(process: &Process, webhook: &str) -> Value {
    process.ask("webhook.deliveries", json!({"webhook": webhook})).await["items"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_is_given_up_and_one_that_asks_for_time_gets_it() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let gone = HttpService::start(Reply::new(410, "text/plain", "gone")).await.unwrap();
    let busy = Reply::new(429, "text/plain", "later").header("retry-after", "7200");
    let busy = HttpService::start(busy).await.unwrap();
    let (gone_id, busy_id) =
        (add_webhook(&process, &gone).await, add_webhook(&process, &busy).await);
    process.add("CRM", &provider).await;
    process.0.send_due().await;
    let one = first(&process, &gone_id).await;
    assert_eq!((&one["state"], &one["status"]), (&json!("given_up"), &json!(410)), "{one}");
    let two = first(&process, &busy_id).await;
    let wait = crate::harness::moment(&two["next_try"]).since(bench.clock.now());
    assert_eq!((&two["state"], wait), (&json!("pending"), HOUR * 2), "{two}");
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_not_followed_and_answers_are_not_swallowed_whole() {
    let (_bench, process) = Bench::new().await;
    let catcher = Catcher::start().await.unwrap();
    let to = format!("http://{}/", catcher.address());
    let redirecting = HttpService::start(Hostile::Redirect(307, to)).await.unwrap();
    let webhook = add_webhook(&process, &redirecting).await;
    let sent = process.ask("webhook.test", json!({"webhook": webhook})).await;
    assert_eq!((&sent["state"], &sent["status"]), (&json!("given_up"), &json!(307)), "{sent}");
    assert!(catcher.connections() == 0, "nothing went where the redirect pointed");
    let large = HttpService::start(Hostile::TenMebibytes).await.unwrap();
    let webhook = add_webhook(&process, &large).await;
    let sent = process.ask("webhook.test", json!({"webhook": webhook})).await;
    assert_eq!(sent["state"], "delivered", "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_never_answers_costs_twenty_seconds() {
    let (_bench, process) = Bench::new().await;
    let silent = HttpService::start(Hostile::Hang).await.unwrap();
    let webhook = add_webhook(&process, &silent).await;
    let begun = Instant::now();
    let sent = process.ask("webhook.test", json!({"webhook": webhook})).await;
    let took = begun.elapsed();
    assert_eq!(sent["state"], "given_up", "{sent}");
    assert!(took > Duration::from_secs(19) && took < Duration::from_secs(25), "{took:?}");
    assert!(!sent.to_string().contains("r3ceiver"), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_given_up_after_two_days_and_forgotten_after_thirty() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let down = HttpService::start(Hostile::ServerError).await.unwrap();
    let webhook = add_webhook(&process, &down).await;
    process.add("CRM", &provider).await;
    let began = bench.clock.now();
    let mut tries = 0;
    loop {
        process.0.send_due().await;
        tries += 1;
        let one = first(&process, &webhook).await;
        assert_eq!(one["attempts"], tries, "{one}");
        if one["state"] == "given_up" {
            break;
        }
        bench.clock.set(crate::harness::moment(&one["next_try"]));
    }
    let took = bench.clock.now().since(began);
    assert!(
        (10..=20).contains(&tries) && took >= HOUR * 48 && took < HOUR * 58,
        "{tries}, {took:?}"
    );
    assert_eq!(down.requests().len(), tries);
    bench.clock.turn(HOUR * 24 * 31);
    process.add("ERP", &provider).await;
    process.0.send_due().await;
    let log = process.ask("webhook.deliveries", json!({"webhook": webhook})).await;
    assert_eq!(log["total"], 1, "the old one is forgotten: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_wanted_or_paused_is_not_sent() {
    let (_bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let service = HttpService::start(Reply::new(204, "text/plain", "")).await.unwrap();
    let webhook = add_webhook(&process, &service).await;
    let only = json!({"webhook": webhook, "events": ["connection.deleted"]});
    process.ask("webhook.update", only).await;
    process.add("CRM", &provider).await;
    process.ask("credential.delete", json!({"credential": "CRM"})).await;
    process.0.send_due().await;
    let seen = service.requests();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].find_json().unwrap()["eventType"], "connection.deleted");
    process.ask("webhook.update", json!({"webhook": webhook, "events": [], "active": false})).await;
    process.ask("credential.restore", json!({"credential": "CRM"})).await;
    process.0.send_due().await;
    assert_eq!(service.requests().len(), 1, "paused");
    process.ask("webhook.update", json!({"webhook": webhook, "active": true})).await;
    process.ask("credential.delete", json!({"credential": "CRM"})).await;
    process.ask("credential.restore", json!({"credential": "CRM"})).await;
    process.0.send_due().await;
    let last = service.requests().last().unwrap().find_json().unwrap();
    assert_eq!(last["eventType"], "connection.created", "a restore creates");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_edited_in_the_database_gets_no_signed_event() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let service = HttpService::start(Reply::new(200, "text/plain", "")).await.unwrap();
    let thief = Catcher::start().await.unwrap();
    add_webhook(&process, &service).await;
    process.add("CRM", &provider).await;
    let url = format!("sqlite://{}", bench.folder().join("vault.db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let done = sqlx::query("UPDATE webhook SET address = $1, private = $2")
        .bind(format!("http://{}/", thief.address()))
        .bind(json!([thief.address().to_string()]).to_string())
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(done.rows_affected(), 1);
    process.0.send_due().await;
    assert!(thief.connections() == 0 && service.requests().is_empty());
    let failure = process.run("webhook.list", json!({})).await.unwrap_err();
    assert_eq!(failure.code.as_str(), "vault.tampered");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_written_into_the_database_is_not_signed_and_a_row_edited_there_not_believed()
 {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let service = HttpService::start(Reply::new(200, "text/plain", "")).await.unwrap();
    add_webhook(&process, &service).await;
    process.add("CRM", &provider).await;
    let url = format!("sqlite://{}", bench.folder().join("vault.db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    for statement in [
        "UPDATE webhook_delivery SET body = '{\"eventType\":\"connection.deleted\"}'",
        "UPDATE health SET paused = 1, next_check = 9999999999999",
    ] {
        assert_eq!(sqlx::query(statement).execute(&pool).await.unwrap().rows_affected(), 1);
    }
    process.0.send_due().await;
    assert!(service.requests().is_empty());
    process.verify("CRM").await;
    let health = process.health("CRM").await;
    assert_eq!(
        (&health["paused"], &health["state"]),
        (&json!(false), &json!("connected")),
        "{health}"
    );
}
