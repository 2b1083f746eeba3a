//! Answers that a healthy provider never gives.

use crate::form::{self, Refusal};
use axum::response::Response;
use credenza_testing::http_service::{Behaviour, Hostile, HttpService, RecordedRequest};
use credenza_tests::window::{Home, Key};
use std::sync::{Arc, Mutex};

/// Answers as it was told last.
#[derive(Clone)]
struct Moody(Arc<Mutex<Hostile>>);

impl Behaviour for Moody {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        let mood = self.0.lock().unwrap().clone();
        mood.answer(request).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn every_answer_that_proves_nothing_is_explained_and_nothing_is_saved() {
    let mood = Moody(Arc::new(Mutex::new(Hostile::Html)));
    let service = HttpService::start(mood.clone()).await.unwrap();
    let address = service.address();
    let home = Home::with_vault(&["stage_seconds=4"]);
    let window = form::unlocked(&home).await;
    form::add(&window, "http bearer").await;
    let base = format!("http://{address}");
    form::fill(&window, &[("Account name", "Moody"), ("Base URL", &base)]).await;
    form::fill(&window, &[("Token", "tok-5f0c2a94be71")]).await;
    form::send(&window).await;
    form::ask_about_private(&window, address.port()).await;
    form::allow_private(&window).await;
    let elsewhere = format!("http://{address}/elsewhere");
    for (answer, words, hint) in [
        (Hostile::Html, "a web page instead of data", "instead of the API"),
        (Hostile::Empty, "answered with nothing", "proves nothing"),
        (Hostile::MalformedJson, "not with well-formed", "may have been cut off"),
        (Hostile::TenMebibytes, "more than 1 MiB", "answer is small"),
        (Hostile::Redirect(302, elsewhere), "follows no redirect", "Enter the address it"),
        (Hostile::TooManyRequests(7), "takes no more requests for now (HTTP 429)", "again in 7 s"),
        (Hostile::ServerError, "trouble of its own (HTTP 500)", "Try again later"),
        (Hostile::Hang, "No answer within 4 s", "a firewall drops"),
        (Hostile::Echo, "(HTTP 401)", "was copied whole"),
    ] {
        *mood.0.lock().unwrap() = answer.clone();
        form::send(&window).await;
        let ended = "return document.querySelector('[role=dialog] ol[aria-busy=true]') === null";
        window.until("the dry run ends", ended).await;
        form::is_refused(&window, &Refusal::anywhere().says(words).hints(hint)).await;
        let shown = window.words().await;
        assert!(!shown.contains("tok-5f0c2a94be71"), "{answer:?}: the token is not repeated");
        assert_eq!(window.field("Account name").await, "Moody", "what was typed stays");
    }
    assert!(
        service.requests().iter().all(|request| request.path != "/elsewhere"),
        "no redirect is followed"
    );
    assert_eq!(home.count_credentials(), 0, "nothing was saved");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_200_that_says_no_is_a_no_in_the_services_own_words() {
    let yes = Hostile::SaysNo(r#"{"value": "5.1.2"}"#);
    let mood = Moody(Arc::new(Mutex::new(yes.clone())));
    let service = HttpService::start(mood.clone()).await.unwrap();
    let base = format!("http://{}", service.address());
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    form::add(&window, "matomo").await;
    let fields = [("Account name", "Visits"), ("Server URL", &base), ("Auth token", "tok-stored")];
    form::fill(&window, &fields).await;
    form::send(&window).await;
    form::allow_private(&window).await;
    window.shows("Visits verified and saved").await;

    *mood.0.lock().unwrap() = Hostile::SaysNo(
        r#"{"result": "error", "message": "Unable to authenticate with the provided token."}"#,
    );
    window.press("Matomo, 1 credential").await;
    window.tab_to("Matomo credentials").await;
    window.keys(Key::Home + "").await;
    window.shows("Where the secret may go").await;
    window.keys(Key::Control + "e").await;
    window.focuses("Account name").await;
    window.press("Replace Auth token").await;
    window.keys("tok-mistaken").await;
    form::send(&window).await;
    let refusal = Refusal::at("Auth token").says("Unable to authenticate with the provided token");
    form::is_refused(&window, &refusal).await;
    assert_eq!(window.field("Auth token").await, "tok-mistaken", "what was typed stays");
    form::discard(&window).await;

    *mood.0.lock().unwrap() = yes;
    home.credenza(&["credential", "verify", "Visits"]);
    let sent = String::from_utf8(service.requests().last().unwrap().body.clone()).unwrap();
    assert!(sent.contains("tok-stored"), "the stored token is unchanged: {sent}");
    window.close().await;
}
