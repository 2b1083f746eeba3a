//! Health, overview and webhooks from a shell.

use crate::harness::{Vault, and, find_leaks};
use credenza_testing::servers::{Postgres, WebhookReceiver};
use serde_json::json;

#[test]
fn webhooks_are_added_tested_rotated_and_removed_and_their_secret_is_printed_once() {
    let (vault, receiver) = (Vault::new(), WebhookReceiver::start());
    let empty = vault.run(&["webhook", "list"]);
    assert!(empty.stdout.contains("credenza webhook add"), "{empty}");
    let error = vault.refused(&["webhook", "add", &receiver.address()]);
    assert_eq!(error["code"], "webhook.invalid", "{error}");
    assert_eq!(error["details"]["address"], receiver.host_port());
    assert!(error["hint"].as_str().unwrap().contains("--allow-private"), "{error}");

    let address = format!("{}?token=r3ceiver", receiver.address());
    let allow = ["--allow-private", &receiver.host_port()];
    let added = vault.run(&and(&["webhook".to_owned(), "add".to_owned(), address], &allow));
    let secret = added.stdout.lines().find(|line| line.starts_with("whsec_")).unwrap().to_owned();
    assert!(!added.stdout.contains("r3ceiver"), "{added}");
    receiver.trust(&[&secret]);

    let tested = vault.run(&["webhook", "test", &receiver.address()]);
    assert!(tested.code == 0 && tested.stdout.starts_with("Delivered webhook.test"), "{tested}");
    assert_eq!(receiver.seen()[0].verified, [true]);
    receiver.answer("500");
    let failed = vault.run(&["webhook", "test", &receiver.address()]);
    assert!(failed.code == 1 && failed.stdout.contains("HTTP 500"), "{failed}");
    let listed = vault.run(&["webhook", "list"]);
    assert!(listed.stdout.contains("failing, first"), "{listed}");
    let log = vault.json(&["webhook", "deliveries", &receiver.address(), "--failed"]);
    assert_eq!(log["total"], 1, "{log}");
    receiver.answer("200");
    let id = log["items"][0]["id"].as_str().unwrap();
    assert_eq!(vault.json(&["webhook", "redeliver", id])["state"], "delivered");

    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let path = vault.file("own", own);
    let rotated = vault.json(&["webhook", "rotate", &receiver.address(), "--secret-file", &path]);
    assert!(rotated["signing_secret"].is_null() && rotated["webhook"]["secrets"] == 2, "{rotated}");
    vault.run(&["webhook", "update", &receiver.address(), "--pause"]).succeeds();
    assert_eq!(vault.json(&["webhook", "list"])["items"][0]["active"], false);
    let unsure = vault.run(&["webhook", "remove", &receiver.address()]);
    assert_eq!(unsure.code, 1, "{unsure}");
    vault.run(&["webhook", "remove", &receiver.address(), "--yes"]).succeeds();
    assert_eq!(vault.json(&["webhook", "list"])["total"], 0);
    let once = vault.printed();
    let printed = String::from_utf8_lossy(&once).matches(secret.as_str()).count();
    assert_eq!(printed, 1, "shown once");
    for kept in [secret.as_str(), own] {
        assert_eq!(find_leaks(kept, &vault.folder(), &[]), Vec::<String>::new());
    }
}

#[test]
fn a_command_sends_its_own_events_and_health_says_how_things_stand() {
    let (vault, receiver, server) = (Vault::new(), WebhookReceiver::start(), Postgres::start());
    let nothing = vault.run(&["health"]);
    assert!(nothing.stdout.contains("No credentials"), "{nothing}");
    let allow = receiver.host_port();
    let added = vault.json(&["webhook", "add", &receiver.address(), "--allow-private", &allow]);
    receiver.trust(&[added["signing_secret"].as_str().unwrap()]);
    let words = crate::story::database(&vault, server.port(), Postgres::APP_USER.password);
    vault.json(&and(&words, &["--name", "Warehouse"]));
    let seen = receiver.seen();
    assert_eq!(seen.len(), 1, "sent before the command ended");
    assert_eq!(
        (&seen[0].body["eventType"], &seen[0].verified),
        (&json!("connection.created"), &vec![true])
    );

    let overview = vault.run(&["overview"]);
    assert!(overview.stdout.starts_with("Everything is working."), "{overview}");
    let role = Postgres::APP_USER.username;
    assert_eq!(server.sql("postgres", &format!("ALTER ROLE {role} PASSWORD 'x'")), "ALTER ROLE");
    assert_eq!(vault.run(&["credential", "verify", "Warehouse"]).code, 1);
    assert_eq!(receiver.seen()[1].body["data"]["connection"]["disconnected"], true);
    let health = vault.run(&["health", "--needs-attention"]);
    assert!(
        health.stdout.contains("disconnected") && health.stdout.contains("auth.rejected"),
        "{health}"
    );
    let overview = vault.run(&["overview"]);
    assert!(
        overview.stdout.contains("Warehouse (postgresql): disconnected (auth.rejected)"),
        "{overview}"
    );
    vault.run(&["health", "pause", "Warehouse"]).succeeds();
    assert_eq!(vault.json(&["health"])["items"][0]["paused"], true);
    vault.run(&["health", "resume", "Warehouse"]).succeeds();
    let row = vault.json(&["health", "--state", "disconnected"])["items"][0].clone();
    assert!(row["paused"] == false && !row["next_check"].is_null(), "{row}");
    let set = vault.run(&["setting", "set", "check_hours=0"]);
    assert!(set.stdout.contains("check_hours=0"), "{set}");
    assert!(vault.json(&["health"])["items"][0]["next_check"].is_null(), "switched off");
}
