//! Refusals of the transport, as `application/problem+json` (RFC 9457). They say which rule was broken
//! and nothing about what stands behind it; a wrong token and no token look the same.

use axum::http::{StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal with a constant text.
#[derive(Clone, Copy)]
pub(crate) struct Problem {
    status: StatusCode,
    title: &'static str,
}

const fn problem(status: StatusCode, title: &'static str) -> Problem {
    Problem { status, title }
}

pub(crate) const NOT_HTTP: Problem = problem(StatusCode::BAD_REQUEST, "The request is malformed");
pub(crate) const NO_SESSION: Problem = problem(StatusCode::UNAUTHORIZED, "No valid session");
pub(crate) const FOREIGN: Problem =
    problem(StatusCode::FORBIDDEN, "The request does not come from this page");
pub(crate) const NOT_FOUND: Problem = problem(StatusCode::NOT_FOUND, "Nothing is here");
pub(crate) const METHOD_NOT_ALLOWED: Problem =
    problem(StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed here");
pub(crate) const TOO_SLOW: Problem =
    problem(StatusCode::REQUEST_TIMEOUT, "The request did not arrive in time");
pub(crate) const TOO_LARGE: Problem =
    problem(StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than 1 MiB");
pub(crate) const NOT_JSON: Problem =
    problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The request must be application/json");

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body =
            json!({"type": "about:blank", "title": self.title, "status": self.status.as_u16()});
        (self.status, [(CONTENT_TYPE, "application/problem+json")], body.to_string())
            .into_response()
    }
}
