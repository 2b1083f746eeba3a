//! What a person is told when a provider answers badly, and what such a provider cannot do: read a
//! secret back out of our messages, take it elsewhere, or keep us waiting.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod exchanges;
#[path = "../http_support/mod.rs"]
mod http_support;
mod network;
mod verdicts;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credenza_connect::manifest::Connector;
use credenza_model::{FailureCode, Outcome, Stage, Verification};
use credenza_testing::http_service::{Behaviour, HttpService, Reply, TestAuthority};
use http_support::{Attempt, in_short};
use serde_json::json;
use std::time::Duration;

const SECRET: &str = "canary-S3cr3t/0123456789+x";

const CONNECTOR: &str = include_str!("../fixtures/connectors/sample.toml");

const OWN_SERVER: &str = include_str!("../fixtures/connectors/own.toml");

fn sample() -> Connector {
    Connector::parse("sample.toml", CONNECTOR).unwrap_or_else(|error| panic!("{error}"))
}

fn own_server() -> Connector {
    Connector::parse("own.toml", OWN_SERVER).unwrap_or_else(|error| panic!("{error}"))
}

/// A dry run of the sample's API key against this behaviour.
async fn answered(behaviour: impl Behaviour) -> Verification {
    answered_within(behaviour, Duration::from_secs(8)).await
}

async fn answered_within(behaviour: impl Behaviour, stage: Duration) -> Verification {
    let authority = TestAuthority::make().unwrap();
    let service =
        HttpService::start_tls(behaviour, &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "api_key", service.address()).secret("api_key", SECRET);
    attempt.approving("api.example.com", 443).within(stage).run(&authority).await
}

fn assert_no_secret(verification: &Verification) {
    let text = serde_json::to_string(verification).unwrap();
    let percent: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    for form in [SECRET.to_owned(), percent, STANDARD.encode(SECRET), hex::encode(SECRET)] {
        assert!(!text.contains(&form), "{form} stands in {text}");
    }
}

fn assert_failed(
    verification: &Verification,
    stage: Stage,
    code: FailureCode,
    field: Option<&str>,
) {
    let failure = verification.failure().unwrap_or_else(|| panic!("{}", in_short(verification)));
    assert_eq!((failure.stage, failure.code), (stage, Some(code)), "{}", in_short(verification));
    assert_eq!(verification.outcome, Outcome::Failed);
    assert_eq!(verification.field.as_deref(), field, "{}", in_short(verification));
    assert!(failure.hint.is_some(), "no hint: {}", in_short(verification));
    assert_no_secret(verification);
}

fn good() -> Reply {
    let body = json!({"ok": true, "user": {"email": "ana@example.com"}, "expires": "2027-03-01T00:00:00Z"});
    Reply::json(200, &body).header("x-scopes", "read, write")
}
