//! One request as it arrived, with the questions a test asks of it.

use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// One request as it arrived. Its secrets are those of a test.
#[derive(Debug, Clone)]
pub struct RecordedRequest {
    /// `GET`.
    pub method: String,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query, still percent-encoded, without `?`.
    pub query: String,
    /// Names in lower case, values, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    pub(super) fn new(head: &Parts, body: Vec<u8>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
            body,
        }
    }

    /// The one header of this name; `None` when it is absent or present more than once.
    #[must_use]
    pub fn find_header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let first = values.next()?;
        values.next().is_none().then_some(first.1.as_str())
    }

    /// The host the caller meant, without port.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = self.find_header("host").unwrap_or_default();
        host.rsplit_once(':').map_or(host, |(name, _)| name)
    }

    /// The decoded query parameters.
    #[must_use]
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// The decoded form fields of the body.
    #[must_use]
    pub fn form_pairs(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The body as JSON.
    #[must_use]
    pub fn find_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The `user:password` of HTTP Basic authentication (RFC 7617).
    #[must_use]
    pub fn find_basic(&self) -> Option<String> {
        let encoded = self.find_header("authorization")?.strip_prefix("Basic ")?;
        String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
    }

    /// Whether `text` stands anywhere in it, raw or percent-encoded.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let body = String::from_utf8_lossy(&self.body);
        let places = [self.path.as_str(), self.query.as_str(), body.as_ref()];
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        places
            .into_iter()
            .chain(headers)
            .any(|place| place.contains(text) || place.contains(&encoded))
    }
}
