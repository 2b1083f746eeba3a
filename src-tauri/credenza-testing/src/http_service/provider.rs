//! A provider that accepts a request only when every secret stands where it should.

use super::{Behaviour, RecordedRequest};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;

/// One answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// An answer of any content type.
    #[must_use]
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

/// Where a value must stand in a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Placement {
    /// A header, once, with exactly this value.
    Header(String, String),
    /// This header must not be there at all.
    NoHeader(String),
    /// HTTP Basic with exactly this `user:password`.
    Basic(String),
    /// A query parameter, once, with exactly this decoded value.
    Query(String, String),
    /// The path starts with this text.
    PathStart(String),
    /// The JSON body has this value at this JSON Pointer (RFC 6901).
    Json(String, Value),
    /// A form field, once, with exactly this decoded value.
    Form(String, String),
    /// A form field holds JSON with this value at this JSON Pointer.
    FormJson(String, String, Value),
    /// A cookie with exactly this value.
    Cookie(String, String),
    /// The raw body contains this text.
    BodyText(String),
    /// The `Authorization` header has this scheme; the rest is a signature checked elsewhere.
    AuthorizationScheme(String),
}

impl Placement {
    /// Whether the request has it.
    #[must_use]
    pub fn is_met_by(&self, request: &RecordedRequest) -> bool {
        match self {
            Self::Header(name, value) => request.find_header(name) == Some(value),
            Self::NoHeader(name) => {
                !request.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name))
            }
            Self::Basic(pair) => request.find_basic().as_ref() == Some(pair),
            Self::Query(name, value) => only(&request.query_pairs(), name) == Some(value),
            Self::PathStart(start) => request.path.starts_with(start),
            Self::Json(pointer, value) => {
                request.find_json().as_ref().and_then(|body| body.pointer(pointer)) == Some(value)
            }
            Self::Form(name, value) => only(&request.form_pairs(), name) == Some(value),
            Self::FormJson(name, pointer, value) => {
                let pairs = request.form_pairs();
                let body: Option<Value> =
                    only(&pairs, name).and_then(|text| serde_json::from_str(text).ok());
                body.as_ref().and_then(|body| body.pointer(pointer)) == Some(value)
            }
            Self::Cookie(name, value) => request.find_header("cookie").is_some_and(|cookies| {
                cookies.split("; ").any(|cookie| cookie == format!("{name}={value}"))
            }),
            Self::BodyText(text) => String::from_utf8_lossy(&request.body).contains(text),
            Self::AuthorizationScheme(scheme) => {
                request.find_header("authorization").is_some_and(|value| {
                    value
                        .split_once(' ')
                        .is_some_and(|(first, rest)| first == scheme && !rest.is_empty())
                })
            }
        }
    }
}

fn only<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p String> {
    let mut values = pairs.iter().filter(|(key, _)| key == name);
    let first = values.next()?;
    values.next().is_none().then_some(&first.1)
}

/// One address of a provider.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method.
    pub method: String,
    /// The host, when one service plays several.
    pub host: Option<String>,
    /// The exact path.
    pub path: String,
    /// What must be in the request.
    pub placements: Vec<Placement>,
    /// The answer when all of it is.
    pub accepted: Reply,
    /// The answer when something is missing.
    pub rejected: Reply,
}

/// A provider: its addresses, in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Provider {
    /// The addresses.
    pub routes: Vec<Route>,
}

impl Provider {
    /// The answer to one request, and what was missing from it.
    #[must_use]
    pub fn judge(&self, request: &RecordedRequest) -> (Reply, Vec<Placement>) {
        let fits = |route: &&Route| {
            route.method == request.method
                && route.path == request.path
                && route.host.as_deref().is_none_or(|host| host == request.host())
        };
        let Some(route) = self.routes.iter().find(fits) else {
            let text = format!("no route {} {}{}", request.method, request.host(), request.path);
            return (Reply::new(404, "text/plain", text), Vec::new());
        };
        let missing: Vec<Placement> = route
            .placements
            .iter()
            .filter(|placement| !placement.is_met_by(request))
            .cloned()
            .collect();
        let reply = if missing.is_empty() { &route.accepted } else { &route.rejected };
        (reply.clone(), missing)
    }
}

impl Behaviour for Provider {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        self.judge(request).0.into_response()
    }
}

impl Behaviour for Reply {
    async fn answer(&self, _: &RecordedRequest) -> Response {
        self.clone().into_response()
    }
}
