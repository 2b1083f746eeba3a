//! Answers that a healthy provider never gives, and a vault that is locked while one is awaited.

use crate::harness::{Transcript, Vault, and};
use axum::response::Response;
use credenza_testing::http_service::{Behaviour, Hostile, HttpService, RecordedRequest, Reply};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

/// Answers as it was told last.
#[derive(Clone)]
struct Moody(Arc<Mutex<Hostile>>);

impl Behaviour for Moody {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        let mood = self.0.lock().unwrap().clone();
        mood.answer(request).await
    }
}

const TOKEN: &str = "tok-5f0c2a94be71";

fn bearer(vault: &Vault, address: SocketAddr) -> Vec<String> {
    let base = format!("http://{address}");
    let mut words = vault.add("http-bearer", &[("base_url", &base)], &[("token", TOKEN)]);
    words.extend(["--allow-private".to_owned(), address.to_string()]);
    words
}

#[test]
fn every_answer_that_proves_nothing_is_told_apart_and_nothing_is_saved() {
    let (vault, runtime) = (Vault::with(&["stage_seconds=2"]), Runtime::new().unwrap());
    let mood = Moody(Arc::new(Mutex::new(Hostile::Html)));
    let service = runtime.block_on(HttpService::start(mood.clone())).unwrap();
    let address = service.address();
    let elsewhere = format!("http://{address}/elsewhere");
    let words = bearer(&vault, address);
    for (answer, code, says) in [
        (Hostile::Html, "provider.unexpected", "a web page instead of data"),
        (Hostile::Empty, "provider.unexpected", "answered with nothing"),
        (Hostile::MalformedJson, "provider.unexpected", "not with well-formed"),
        (Hostile::TenMebibytes, "provider.unexpected", "more than 1 MiB"),
        (Hostile::GzipBomb, "provider.unexpected", "more than 1 MiB"),
        (Hostile::Redirect(302, elsewhere), "provider.redirected", "follows no redirect"),
        (Hostile::TooManyRequests(7), "rate.limited", "HTTP 429"),
        (Hostile::ServerError, "provider.unavailable", "HTTP 500"),
        (Hostile::Hang, "net.timeout", "No answer within 2 s"),
        (Hostile::Echo, "auth.rejected", "HTTP 401"),
    ] {
        *mood.0.lock().unwrap() = answer.clone();
        let error = vault.refused(&and(&words, &[]));
        is_explained(&error, code, says, &answer);
    }
    let followed = service.requests().iter().any(|request| request.path == "/elsewhere");
    assert!(!followed, "no redirect is followed");
    assert_eq!(vault.json(&["credential", "list"])["total"], 0, "nothing was saved");
}

fn is_explained(error: &Value, code: &str, says: &str, answer: &Hostile) {
    assert_eq!(error["code"], "verification.failed", "{answer:?}: {error}");
    assert_eq!(error["details"]["code"], code, "{answer:?}: {error}");
    assert!(error["message"].as_str().unwrap().contains(says), "{answer:?}: {error}");
    assert!(error["hint"].is_string(), "what to do next, {answer:?}: {error}");
    assert!(!error.to_string().contains(TOKEN), "the token is not repeated: {error}");
}

#[test]
fn a_200_that_says_no_is_a_no_and_the_stored_one_stays() {
    let (vault, runtime) = (Vault::new(), Runtime::new().unwrap());
    let mood = Moody(Arc::new(Mutex::new(Hostile::SaysNo(r#"{"value": "5.1.2"}"#))));
    let service = runtime.block_on(HttpService::start(mood.clone())).unwrap();
    let address = service.address().to_string();
    let words = |token: &str| {
        let url = format!("http://{address}");
        let mut words = vault.add("matomo", &[("url", &url)], &[("token_auth", token)]);
        words.extend(["--allow-private".to_owned(), address.clone()]);
        words
    };
    vault.run(&and(&words("tok-stored-1"), &["--name", "Visits"])).succeeds();
    let no = r#"{"result": "error", "message": "Unable to authenticate with the provided token."}"#;
    *mood.0.lock().unwrap() = Hostile::SaysNo(no);
    let refused = vault.refused(&and(&words("tok-second-2"), &["--name", "Second"]));
    assert_eq!(refused["details"]["code"], "auth.rejected", "{refused}");
    assert_eq!(refused["details"]["field"], "/token_auth", "{refused}");
    assert!(refused.to_string().contains("Unable to authenticate"), "in its own words: {refused}");
    let [option, secret] = vault.secret("token_auth", "tok-third-3");
    let edited = vault.refused(&["credential", "update", "Visits", &option, &secret]);
    assert_eq!(edited["details"]["code"], "auth.rejected", "{edited}");

    *mood.0.lock().unwrap() = Hostile::SaysNo(r#"{"value": "5.1.2"}"#);
    vault.run(&["credential", "verify", "Visits"]).succeeds();
    let sent = String::from_utf8(service.requests().last().unwrap().body.clone()).unwrap();
    assert!(sent.contains("tok-stored-1"), "the stored token is unchanged");
    assert_eq!(vault.json(&["credential", "list"])["total"], 1, "the refused one is not saved");
}

/// Answers well, but only once it is let.
#[derive(Clone)]
struct Slow {
    asked: Arc<Semaphore>,
    let_go: Arc<Semaphore>,
}

impl Behaviour for Slow {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        self.asked.add_permits(1);
        self.let_go.acquire().await.unwrap().forget();
        Reply::json(200, &json!({"login": "ana"})).answer(request).await
    }
}

#[test]
fn a_vault_that_is_locked_in_the_middle_saves_nothing_and_says_so() {
    let (vault, runtime) = (Vault::new(), Runtime::new().unwrap());
    let slow = Slow { asked: Arc::new(Semaphore::new(0)), let_go: Arc::new(Semaphore::new(0)) };
    let service = runtime.block_on(HttpService::start(slow.clone())).unwrap();
    let words = bearer(&vault, service.address());
    let adding = vault.spawn(&and(&words, &["--name", "Half done", "--json"]));
    runtime.block_on(slow.asked.acquire()).unwrap().forget();
    vault.run(&["vault", "lock"]).succeeds();
    slow.let_go.add_permits(1);
    let ended = Transcript::finished(adding, &["credential", "add", "while locked"]);
    let error = ended.error(3);
    assert_eq!(error["code"], "vault.locked", "{error}");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("try again")), "{error}");
    assert_eq!(vault.json(&["credential", "list"])["total"], 0, "nothing was saved");

    slow.let_go.add_permits(1);
    vault.run(&and(&words, &["--name", "Done"])).succeeds();
    assert_eq!(vault.json(&["activity", "verify"])["intact"], true);
}
