//! Answers, and what a person is told about each.

use crate::http_support::{Attempt, Heard, in_short};
use crate::{SECRET, answered, assert_failed, assert_no_secret, good, sample};
use credenza_model::{FailureCode, Outcome, Stage, StageOutcome};
use credenza_testing::http_service::{Hostile, HttpService, Reply, TestAuthority};
use serde_json::json;
use std::time::Instant;

#[tokio::test]
async fn a_good_answer_passes_and_says_who_what_and_until_when() {
    let authority = TestAuthority::make().unwrap();
    let service = HttpService::start_tls(good(), &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let heard = Heard::default();
    let attempt = Attempt::new(&connector, "api_key", service.address()).secret("api_key", SECRET);
    let verification =
        attempt.approving("api.example.com", 443).run_heard(&authority, &heard).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    assert_eq!(verification.account.as_deref(), Some("ana@example.com"));
    assert_eq!(verification.permissions, ["read", "write"]);
    assert_eq!(verification.expires_at.unwrap().to_string(), "2027-03-01T00:00:00.000Z");
    assert_eq!(verification.probe, "GET https://api.example.com/v1/me");
    assert_no_secret(&verification);
    let stages: Vec<Stage> = verification.stages.iter().map(|one| one.stage).collect();
    let expected = [
        Stage::Resolve,
        Stage::Connect,
        Stage::Tls,
        Stage::Authenticate,
        Stage::Identify,
        Stage::Authorize,
    ];
    assert_eq!(stages, expected);
    assert_eq!(heard.0.lock().unwrap()[..2], ["Resolve …".to_owned(), "Resolve Passed".to_owned()]);
    let requests = service.requests();
    assert_eq!(requests.len(), 1, "one request proves it");
    assert!(requests[0].contains(SECRET), "the secret did arrive");
}

#[tokio::test]
async fn a_web_page_is_not_an_answer() {
    let verification = answered(Hostile::Html).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnexpected, None);
}

#[tokio::test]
async fn nothing_is_not_an_answer() {
    let verification = answered(Hostile::Empty).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnexpected, None);
    assert!(verification.failure().unwrap().message.contains("nothing"));
}

#[tokio::test]
async fn broken_json_is_not_an_answer() {
    let verification = answered(Hostile::MalformedJson).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnexpected, None);
}

#[tokio::test]
async fn another_kind_of_content_is_not_an_answer() {
    let verification = answered(Reply::new(200, "text/csv", "a;b\n1;2")).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnexpected, None);
}

#[tokio::test]
async fn ten_mebibytes_are_read_only_up_to_the_limit() {
    let verification = answered(Hostile::TenMebibytes).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnexpected, None);
    assert!(verification.failure().unwrap().message.contains("1 MiB"));
}

#[tokio::test]
async fn a_gzip_bomb_does_not_go_off() {
    let begun = Instant::now();
    let verification = answered(Hostile::GzipBomb).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnexpected, None);
    let authenticating = verification.failure().unwrap().ms;
    assert!(authenticating < 5_000, "{authenticating} ms of {:?}", begun.elapsed());
}

#[tokio::test]
async fn too_many_requests_say_nothing_about_the_secret() {
    let verification = answered(Hostile::TooManyRequests(17)).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::RateLimited, None);
    let failure = verification.failure().unwrap();
    assert!(failure.hint.as_deref().unwrap().contains("17 s"), "{failure:?}");
    assert!(failure.message.contains("Slow down"), "{failure:?}");
}

#[tokio::test]
async fn a_spent_quota_is_a_rate_limit_although_it_comes_as_403() {
    let reply = Reply::json(403, &json!({"message": "API rate limit exceeded"}))
        .header("x-ratelimit-remaining", "0");
    let verification = answered(reply).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::RateLimited, None);
}

#[tokio::test]
async fn a_broken_server_says_nothing_about_the_secret() {
    let verification = answered(Hostile::ServerError).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::ProviderUnavailable, None);
}

#[tokio::test]
async fn a_200_that_says_no_is_a_no() {
    let verification =
        answered(Reply::json(200, &json!({"ok": false, "error": "invalid_auth"}))).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, Some("/api_key"));
    assert!(verification.failure().unwrap().message.contains("invalid_auth"));
}

#[tokio::test]
async fn a_rejected_secret_points_at_its_field_and_quotes_the_provider() {
    let verification =
        answered(Reply::json(401, &json!({"error": {"message": "Unknown API key"}}))).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, Some("/api_key"));
    assert!(verification.failure().unwrap().message.contains("“Unknown API key”"));
}

#[tokio::test]
async fn an_expired_secret_is_told_from_a_wrong_one() {
    let verification = answered(Reply::json(
        401,
        &json!({"error": {"code": "token_expired", "message": "Too old"}}),
    ))
    .await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthExpired, Some("/api_key"));
}

#[tokio::test]
async fn a_provider_that_quotes_the_request_gets_no_secret_into_our_words() {
    let verification = answered(Hostile::Echo).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, Some("/api_key"));
    let message = &verification.failure().unwrap().message;
    assert!(message.contains("Bad key") && message.contains("[redacted]"), "{message}");
    assert!(message.chars().count() < 420, "{message}");
}

#[tokio::test]
async fn an_account_name_that_holds_the_secret_is_scrubbed() {
    let verification =
        answered(Reply::json(200, &json!({"user": {"email": format!("key {SECRET}")}}))).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    assert_no_secret(&verification);
}

#[tokio::test]
async fn a_secret_that_may_not_do_everything_is_valid_with_a_warning() {
    let verification =
        answered(Reply::json(403, &json!({"message": "missing scope user:read"}))).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    let rights = verification.stages.iter().find(|one| one.stage == Stage::Authorize).unwrap();
    assert_eq!(rights.outcome, StageOutcome::Warning);
    assert!(rights.message.contains("missing scope user:read"));
}
