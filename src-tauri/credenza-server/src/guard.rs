//! What every request has to pass before anything answers it.
//!
//! The attackers are web pages in the person's browser and other users of the machine. `Host` stops DNS
//! rebinding, `Origin` and `Sec-Fetch-Site` stop other sites, the session's token stops other users and
//! other programs.

use crate::problem::{FOREIGN, METHOD_NOT_ALLOWED, NO_SESSION, NOT_HTTP, Problem};
use crate::session::{SESSION_HEADER, SessionToken};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// As SECURITY 4.4 has it for the window, with the page's own address in place of its message channel.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What belongs to this server.
pub(crate) struct Guard {
    /// The one `Host` that is answered.
    host: String,
    /// The one `Origin` that is answered.
    origin: String,
    token: SessionToken,
}

impl Guard {
    pub(crate) fn new(address: SocketAddr, token: SessionToken) -> Self {
        Self { host: address.to_string(), origin: format!("http://{address}"), token }
    }

    fn check_page(&self, request: &Request) -> Result<(), Problem> {
        let headers = request.headers();
        let plain = request.uri().authority().is_none() && headers.get(TRANSFER_ENCODING).is_none();
        if request.version() != Version::HTTP_11 || !plain {
            return Err(NOT_HTTP);
        }
        let from_us = only(headers, &HOST) == Some(&self.host)
            && optional(headers, &ORIGIN, |origin| origin == self.origin)
            && optional(headers, &HeaderName::from_static("sec-fetch-site"), |site| {
                matches!(site, "none" | "same-origin")
            });
        if !from_us {
            return Err(FOREIGN);
        }
        match *request.method() {
            Method::GET | Method::HEAD | Method::POST => Ok(()),
            _ => Err(METHOD_NOT_ALLOWED),
        }
    }

    fn check_session(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let name = HeaderName::from_static(SESSION_HEADER);
        let valid = only(headers, &name).is_some_and(|text| self.token.is(text.as_bytes()));
        if valid { Ok(()) } else { Err(NO_SESSION) }
    }
}

/// Refuses what does not come from this server's own page.
pub(crate) async fn require_own_page(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    match guard.check_page(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Refuses what does not carry the session's token.
pub(crate) async fn require_session(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    match guard.check_session(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// The headers that every answer carries, refusals included.
pub(crate) async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The value of a header that is there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// Whether a header is absent, or there once with an accepted value.
fn optional(headers: &HeaderMap, name: &HeaderName, accepted: impl Fn(&str) -> bool) -> bool {
    !headers.contains_key(name) || only(headers, name).is_some_and(accepted)
}
