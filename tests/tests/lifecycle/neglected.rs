//! What nothing is wrong with, and what somebody should look at all the same: unchecked for thirty days, or set
//! aside while an active flow uses it.

use crate::harness::{Bench, HOUR, Process, Provider, moment, round};
use credenza_app::Clock;
use serde_json::{Value, json};

async fn use_in_flow(process: &Process, credential: &str) {
    let step = json!({"id": "s", "connector": "http-bearer", "action": "request", "credential": credential});
    let document = json!({"name": "Import", "steps": [step]});
    process.ask("flow.save", json!({"document": document})).await;
    process.ask("flow.activate", json!({"flow": "Import"})).await;
}

async fn overview(process: &Process) -> Value {
    process.ask("health.overview", json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_active_flow_uses_and_is_set_aside_is_told_once_with_its_cause() {
    let (_bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    process.add("Unused", &provider).await;
    use_in_flow(&process, "CRM").await;
    for name in ["CRM", "Unused"] {
        process.ask("health.pause", json!({"credential": name})).await;
    }
    let paused = overview(&process).await;
    let attention = paused["attention"].as_array().unwrap();
    assert_eq!(attention.len(), 1, "what nobody uses may rest: {paused}");
    assert_eq!((&attention[0]["cause"], &attention[0]["name"]), (&json!("paused"), &json!("CRM")));
    process.ask("health.resume", json!({"credential": "CRM"})).await;
    assert_eq!(overview(&process).await["attention"], json!([]));
    process.ask("credential.quarantine", json!({"credential": "CRM"})).await;
    let aside = overview(&process).await;
    let attention = aside["attention"].as_array().unwrap();
    assert_eq!(attention.len(), 1, "and not once more for its flow: {aside}");
    assert_eq!(
        (&attention[0]["cause"], &attention[0]["active_flows"]),
        (&json!("quarantined"), &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_cannot_run_says_since_when() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    process.add("CRM", &provider).await;
    use_in_flow(&process, "CRM").await;
    process.ask("credential.quarantine", json!({"credential": "CRM"})).await;
    bench.clock.turn(HOUR);
    process.ask("credential.release", json!({"credential": "CRM"})).await;
    let released = bench.clock.now();
    bench.clock.turn(HOUR);
    let view = overview(&process).await;
    assert_eq!(view["attention"][0]["kind"], "flow", "{view}");
    assert_eq!(moment(&view["attention"][0]["since"]), released, "{view}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_looked_at_for_thirty_days_is_told_and_what_is_cut_is_counted() {
    let (bench, process) = Bench::new().await;
    let provider = Provider::start().await;
    let settings = json!({"check_hours": 0, "credentials_per_connector": 250});
    process.ask("setting.update", settings).await;
    for number in 0..203 {
        process.add(&format!("C{number}"), &provider).await;
    }
    let checked = bench.clock.now();
    round(&process).await;
    bench.clock.turn(HOUR * 24 * 29);
    let before = overview(&process).await;
    assert_eq!((&before["attention"], &before["more"]), (&json!([]), &json!(0)));
    bench.clock.turn(HOUR * 48);
    process.verify("C7").await;
    let after = overview(&process).await;
    let attention = after["attention"].as_array().unwrap();
    assert_eq!((attention.len(), &after["more"]), (200, &json!(2)), "{}", attention.len());
    let first = &attention[0];
    assert_eq!((&first["cause"], &first["state"]), (&json!("unchecked"), &json!("connected")));
    assert_eq!(moment(&first["since"]), checked, "since the last look: {first}");
    assert!(attention.iter().all(|one| one["name"] != "C7"), "somebody just looked at that");
}
