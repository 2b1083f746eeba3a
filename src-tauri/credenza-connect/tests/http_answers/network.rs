//! Redirects, silence, resets, certificates and addresses: where a secret may travel.

use crate::http_support::{Attempt, Heard, in_short};
use crate::{SECRET, answered, answered_within, assert_failed, good, own_server, sample};
use credenza_connect::egress::TlsRoots;
use credenza_model::{FailureCode, Outcome, Stage, StageOutcome};
use credenza_testing::http_service::{Catcher, Hostile, HttpService, Reply, TestAuthority};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_redirect_takes_the_secret_nowhere() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Catcher::start().await.unwrap();
        let to = format!("http://{}/steal?next=1", elsewhere.address());
        let verification = answered(Hostile::Redirect(status, to)).await;
        assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderRedirected, None);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!((elsewhere.connections(), elsewhere.bytes()), (0, 0), "after {status}");
    }
}

#[tokio::test]
async fn a_missing_address_points_at_the_field_of_the_address() {
    let authority = TestAuthority::make().unwrap();
    let nothing = Reply::json(404, &json!({"message": "no such account"}));
    let service = HttpService::start_tls(nothing, &authority, &["us.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "regional", service.address())
        .public("region", "us")
        .secret("api_key", SECRET);
    let verification = attempt.approving("us.example.com", 443).run(&authority).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::TargetNotFound, Some("/region"));
    assert!(verification.failure().unwrap().message.contains("no such account"));
}

#[tokio::test]
async fn an_answer_that_trickles_or_never_comes_ends_in_time() {
    for behaviour in [Hostile::Trickle, Hostile::Hang] {
        let verification = answered_within(behaviour, Duration::from_millis(700)).await;
        assert_failed(&verification, Stage::Authenticate, FailureCode::NetTimeout, None);
        assert!(verification.failure().unwrap().ms < 1_500);
    }
}

#[tokio::test]
async fn cancel_takes_effect_while_the_answer_is_awaited() {
    let authority = TestAuthority::make().unwrap();
    let service =
        HttpService::start_tls(Hostile::Hang, &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "api_key", service.address()).secret("api_key", SECRET);
    let cancel = attempt.cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cancel.cancel();
    });
    let begun = Instant::now();
    let verification = attempt.approving("api.example.com", 443).run(&authority).await;
    assert_eq!(
        verification.failure_code(),
        Some(FailureCode::Cancelled),
        "{}",
        in_short(&verification)
    );
    assert!(begun.elapsed() < Duration::from_millis(1_000), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_reset_connection_is_told_from_a_refused_one() {
    let catcher = Catcher::start_resetting().await.unwrap();
    let base = format!("http://{}", catcher.address());
    let connector = own_server();
    let authority = TestAuthority::make().unwrap();
    let attempt = Attempt::new(&connector, "bearer", catcher.address())
        .public("base_url", &base)
        .secret("token", SECRET);
    let verification =
        attempt.approving("127.0.0.1", catcher.address().port()).run(&authority).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::NetClosed, None);

    let address = catcher.address();
    drop(catcher);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let attempt = Attempt::new(&connector, "bearer", address)
        .public("base_url", &base)
        .secret("token", SECRET);
    let verification = attempt.approving("127.0.0.1", address.port()).run(&authority).await;
    assert_failed(&verification, Stage::Connect, FailureCode::NetRefused, Some("/base_url"));
}

#[tokio::test]
async fn a_private_address_needs_an_approval() {
    let authority = TestAuthority::make().unwrap();
    let service = HttpService::start_tls(good(), &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "api_key", service.address()).secret("api_key", SECRET);
    let verification = attempt.run(&authority).await;
    assert_failed(&verification, Stage::Resolve, FailureCode::EgressPrivateAddress, None);
    assert!(service.requests().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn plain_http_goes_to_an_approved_private_address_only() {
    let service = HttpService::start(good()).await.unwrap();
    let connector = own_server();
    let authority = TestAuthority::make().unwrap();
    let base = format!("http://{}", service.address());
    let attempt = Attempt::new(&connector, "bearer", service.address())
        .public("base_url", &base)
        .secret("token", SECRET);
    let verification =
        attempt.approving("127.0.0.1", service.address().port()).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    let tls = verification.stages.iter().find(|one| one.stage == Stage::Tls).unwrap();
    assert_eq!(tls.outcome, StageOutcome::Skipped);

    let public = "203.0.113.7:80".parse().unwrap();
    let attempt = Attempt::new(&connector, "bearer", public)
        .public("base_url", "http://api.example.org")
        .secret("token", SECRET);
    let verification = attempt.approving("api.example.org", 80).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Failed, "{}", in_short(&verification));
    assert_eq!(verification.field.as_deref(), Some("/base_url"));
}

#[tokio::test]
async fn an_unknown_certificate_sees_no_secret() {
    let authority = TestAuthority::make().unwrap();
    let service = HttpService::start_tls(good(), &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let stranger = TlsRoots::Pem(TestAuthority::make().unwrap().root_pem().into_bytes());
    let attempt = Attempt::new(&connector, "api_key", service.address()).secret("api_key", SECRET);
    let verification =
        attempt.approving("api.example.com", 443).run_trusting(&stranger, &Heard::default()).await;
    let failure = verification.failure().unwrap();
    assert_eq!(
        (failure.stage, failure.code),
        (Stage::Tls, Some(FailureCode::TlsUntrusted)),
        "{}",
        in_short(&verification)
    );
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn the_region_of_a_key_decides_the_host() {
    let authority = TestAuthority::make().unwrap();
    let service = HttpService::start_tls(good(), &authority, &["us.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "regional", service.address())
        .public("region", "us")
        .secret("api_key", SECRET);
    let verification = attempt.approving("us.example.com", 443).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    assert_eq!(service.requests()[0].host(), "us.example.com");
}
