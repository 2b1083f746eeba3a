//! The sample organization as a person finds it, and what the demo API answers to those who try it.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test binary: a failed unwrap is a failed test"
)]

use credenza_app::{App, Host, dispatch};
use credenza_demo::{Demo, PASSPHRASE};
use credenza_model::{Actor, ActorKind};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Against hanging; no measure of speed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A person at the demo.
struct Person(App);

impl Host for Person {
    fn app(&self) -> &App {
        &self.0
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: ActorKind::Browser,
            user: "ana".to_owned(),
            pid: 1,
            program: "test".to_owned(),
        }
    }
}

impl Person {
    async fn ask(&self, operation: &str, request: Value) -> Result<Value, Failure> {
        dispatch(self, operation, request).await
    }

    async fn must(&self, operation: &str, request: Value) -> Value {
        self.ask(operation, request).await.unwrap_or_else(|failure| {
            panic!("{operation}: {} {:#}", failure.message, failure.details)
        })
    }

    /// Adds a credential at a host of the demo; the code and the failed stage if that is refused.
    async fn try_key(&self, connector: &str, host: &str, fields: Value) -> Result<Value, Failed> {
        let draft = json!({"fields": fields, "approvals": {"private": [host]}});
        let request = json!({"connector": connector, "draft": draft});
        self.ask("credential.add", request).await.map_err(|failure| Failed::of(&failure))
    }
}

/// The stage at which a dry run failed, and its reason.
#[derive(Debug, PartialEq, Eq)]
struct Failed {
    stage: String,
    code: String,
}

impl Failed {
    fn of(failure: &Failure) -> Self {
        let stages = failure.details["stages"].as_array().cloned().unwrap_or_default();
        let failed = stages.iter().find(|stage| stage["outcome"] == "failed");
        let word = |name: &str| {
            failed.and_then(|stage| stage[name].as_str()).unwrap_or_default().to_owned()
        };
        let code = match failed {
            Some(_) => word("code"),
            None => failure.code.as_str().to_owned(),
        };
        Self { stage: word("stage"), code }
    }

    fn at(stage: &str, code: &str) -> Self {
        Self { stage: stage.to_owned(), code: code.to_owned() }
    }
}

async fn start() -> (Demo, Person) {
    let demo = tokio::time::timeout(PATIENCE, Demo::start()).await.expect("in time").unwrap();
    let person = Person(demo.app().clone());
    (demo, person)
}

/// Credentials by state.
fn states(credentials: &[Value]) -> BTreeMap<String, Vec<String>> {
    let mut states: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for credential in credentials {
        let word = |name: &str| credential[name].as_str().unwrap().to_owned();
        states.entry(word("state")).or_default().push(word("name"));
    }
    states
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_finds_the_sample_organization_and_what_is_said_of_it_is_true() {
    let (demo, person) = start().await;
    let status = person.must("vault.status", json!({})).await;
    assert_eq!((&status["state"], &status["purpose"]), (&json!("open"), &json!("demo")));

    let connectors = person.must("connector.list", json!({"in_use": true})).await;
    assert_eq!(connectors["total"], 14);
    assert_eq!(
        (&connectors["credentials"], &connectors["needs_attention"]),
        (&json!(24), &json!(4))
    );

    let list = person.must("credential.list", json!({})).await;
    let credentials = list["items"].as_array().unwrap();
    assert_eq!(credentials.len(), 24);
    let states = states(credentials);
    let named = |state: &str| states.get(state).cloned().unwrap_or_default();
    assert_eq!(named("connected").len(), 18, "{states:?}");
    assert_eq!(named("disconnected"), ["Newsletter", "Warehouse"]);
    assert_eq!(named("degraded"), ["Legacy shop", "Weather"]);
    assert_eq!(named("unverified"), ["Reporting (new)"]);
    assert_eq!(named("quarantined"), ["Mirror"]);
    let longest = credentials.iter().map(|one| one["name"].as_str().unwrap().chars().count());
    assert_eq!(longest.max(), Some(200));

    everything_connected_verifies(&person, &named("connected")).await;
    the_limit_is_reached(&person).await;
    the_flows(&person).await;
    the_activity(&person).await;
    locking_is_no_dead_end(&person).await;

    let folder = demo.folder().to_owned();
    assert!(folder.is_dir());
    demo.end().await.unwrap();
    assert!(!folder.exists(), "{} is left behind", folder.display());
}

async fn everything_connected_verifies(person: &Person, connected: &[String]) {
    let verified = person.must("credential.verify", json!({ "credentials": connected })).await;
    for result in verified["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "passed", "{result:#}");
    }
    let failing = json!({"credentials": ["Warehouse", "Newsletter", "Legacy shop", "Weather"]});
    let verified = person.must("credential.verify", failing).await;
    for result in verified["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "failed", "{result:#}");
    }
}

async fn the_limit_is_reached(person: &Person) {
    let fields = json!({"host": "db.demo.example", "database": "orders",
                        "username": "orders_app", "password": "secret"});
    let refused = person.try_key("postgresql", "db.demo.example:5432", fields).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::CredentialLimitReached.as_str());
}

async fn the_flows(person: &Person) {
    let flows = person.must("flow.list", json!({})).await;
    let flows = flows["items"].as_array().unwrap();
    let of = |status: &str| flows.iter().filter(|flow| flow["status"] == status).count();
    assert_eq!((flows.len(), of("active"), of("paused"), of("draft")), (9, 4, 2, 3));
    let production = json!({"credential": "Orders production"});
    let refused = person.ask("credential.delete", production).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CredentialInUse);
    let sync = flows.iter().find(|flow| flow["name"] == "Warehouse sync").unwrap();
    assert_eq!((&sync["status"], &sync["problems"]), (&json!("active"), &json!(1)));
}

async fn the_activity(person: &Person) {
    let activity = person.must("activity.list", json!({"limit": 1000})).await;
    let entries = activity["items"].as_array().unwrap();
    // Two of those that fail were not known to have failed before somebody looked.
    let found = entries.iter().filter(|entry| entry["action"] == "credential.lost").count();
    assert_eq!(found, 2);
    let lived =
        entries.iter().filter(|entry| entry["actor"]["kind"] == "background").count() - found;
    assert_eq!(lived, 500);
    let times: Vec<_> = entries.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "the history runs one way");
    let chain = person.must("activity.verify", json!({})).await;
    assert_eq!(chain["intact"], true);
}

async fn locking_is_no_dead_end(person: &Person) {
    person.must("vault.lock", json!({})).await;
    let status = person.must("vault.unlock", json!({"passphrase": PASSPHRASE})).await;
    assert_eq!(status["state"], "open");
    let text = include_str!("../../../ui/src/i18n/en/vault.json");
    assert!(text.contains(PASSPHRASE), "the lock screen of the demo says the passphrase");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tries_petstore_sees_it_pass_with_the_key_of_the_guide_and_fail_in_every_way_without()
 {
    let (demo, person) = start().await;
    // Two seconds are enough here, and slow enough to be slow.
    person
        .must("setting.update", json!({"stage_seconds": 2, "credentials_per_connector": 50}))
        .await;
    let petstore = async |key: &str| {
        person.try_key("petstore", "petstore.swagger.io:443", json!({ "api_key": key })).await
    };
    let saved = petstore("secret").await.unwrap();
    assert_eq!(saved["credential"]["state"], "connected");
    let authenticate = |code: &str| Failed::at("authenticate", code);
    assert_eq!(petstore("Secret").await.unwrap_err(), authenticate("auth.rejected"));
    assert_eq!(petstore("rate-limited").await.unwrap_err(), authenticate("rate.limited"));
    assert_eq!(petstore("slow").await.unwrap_err(), authenticate("net.timeout"));
    assert_eq!(petstore("html").await.unwrap_err().stage, "authenticate");

    // Stripe tells a key that lacks a permission from one that it does not know: a warning.
    let stripe = json!({"api_key": "no-permission"});
    let saved = person.try_key("stripe", "api.stripe.com:443", stripe).await.unwrap();
    let stages = saved["credential"]["proof"]["stages"].as_array().unwrap();
    assert_eq!(stages.last().unwrap()["outcome"], "warning");
    let database = json!({"host": "db.demo.example", "database": "orders",
                          "username": "orders_app", "password": "no-permission"});
    let refused = person.try_key("postgresql", "db.demo.example:5432", database).await;
    assert_eq!(refused.unwrap_err(), Failed::at("authenticate", "perm.denied"));

    let bearer = async |host: &str| {
        let fields = json!({"base_url": format!("https://{host}"), "token": "secret"});
        person.try_key("http-bearer", &format!("{host}:443"), fields).await
    };
    bearer("api.demo.example").await.unwrap();
    assert_eq!(bearer("nowhere.demo.example").await.unwrap_err(), Failed::at("resolve", "net.dns"));
    assert_eq!(
        bearer("refused.demo.example").await.unwrap_err(),
        Failed::at("connect", "net.refused")
    );
    assert_eq!(
        bearer("untrusted.demo.example").await.unwrap_err(),
        Failed::at("tls", "tls.name_mismatch")
    );

    // The control: without an approval of the private address nothing is sent, in a demo either.
    let draft = json!({"fields": {"api_key": "another key"}});
    let request = json!({"connector": "petstore", "draft": draft});
    let refused = person.ask("credential.add", request).await.unwrap_err();
    assert_eq!(Failed::of(&refused), Failed::at("resolve", "egress.private_address"));
    demo.end().await.unwrap();
}
