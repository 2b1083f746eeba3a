//! A provider on a loopback port that decides for each bearer token, and repeats it in its answer.

use anyhow::Result;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use credenza_testing::http_service::{Behaviour, HttpService, RecordedRequest};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was asked and answered: for each token, how often it was accepted and how often not.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<BTreeMap<String, (u64, u64)>>>);

impl Answers {
    pub(crate) fn note(&self, token: &str, accepted: bool) -> u64 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (yes, no) = all.entry(token.to_owned()).or_default();
        let before = *yes + *no;
        *if accepted { yes } else { no } += 1;
        before
    }

    pub(crate) fn take(&self) -> BTreeMap<String, (u64, u64)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn was_accepted(&self, token: &str) -> bool {
        self.get(token).0 > 0
    }

    pub(crate) fn get(&self, token: &str) -> (u64, u64) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(token).copied().unwrap_or_default()
    }
}

/// Given the token and how often it was asked about before.
type Decide = Box<dyn Fn(&str, u64) -> bool + Send + Sync>;

struct Deciding {
    decide: Decide,
    answers: Answers,
}

impl Behaviour for Deciding {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        let header = request.find_header("authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or(header);
        let (yes, no) = self.answers.get(token);
        let accepted = (self.decide)(token, yes + no);
        self.answers.note(token, accepted);
        let (status, text) = if accepted {
            (StatusCode::OK, r#"{"login": "ana"}"#.to_owned())
        } else {
            (
                StatusCode::UNAUTHORIZED,
                format!(r#"{{"error": "the token {token} is not valid", "header": "{header}"}}"#),
            )
        };
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert("content-type", axum::http::HeaderValue::from_static("application/json"));
        response
    }
}

/// Starts one. `decide` is given the token and how often it was asked about before.
pub(crate) async fn start(
    decide: impl Fn(&str, u64) -> bool + Send + Sync + 'static,
) -> Result<(HttpService, Answers)> {
    let answers = Answers::default();
    let behaviour = Deciding { decide: Box::new(decide), answers: answers.clone() };
    Ok((HttpService::start(behaviour).await?, answers))
}
