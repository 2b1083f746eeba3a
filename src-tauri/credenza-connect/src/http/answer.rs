//! An answer as it came, and as it can be read: JSON, XML, text, a web page, or nothing.

use crate::manifest::ResponseFormat;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use std::borrow::Cow;
use std::time::Duration;

/// An answer. Its body is at most [`LARGEST_ANSWER`](super::LARGEST_ANSWER) bytes.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body after decompression, up to the limit.
    pub body: Vec<u8>,
    /// The body was longer than the limit.
    pub truncated: bool,
}

/// What the body turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Nothing, or white space.
    Empty,
    /// JSON (RFC 8259).
    Json(Value),
    /// A page meant for a browser.
    Html,
    /// Well-formed XML.
    Xml,
    /// Anything else that is readable.
    Text,
}

impl Answer {
    /// One header as text.
    #[must_use]
    pub fn find_header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// How long the other side asks to be left alone (RFC 9110, section 10.2.3): seconds, or a date,
    /// which counts from the answer's own `Date`, so that a clock that is wrong here does not matter.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.find_header("retry-after")?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
        let (until, now) = (date(text)?, date(self.find_header("date")?.trim())?);
        let seconds = until.as_second().saturating_sub(now.as_second());
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }

    /// The media type in lower case, without parameters.
    #[must_use]
    pub fn media_type(&self) -> String {
        let value = self.find_header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body))
    }

    /// Reads the body; `wanted` says which way first.
    #[must_use]
    pub fn read(&self, wanted: ResponseFormat) -> Body {
        let text = self.text();
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Body::Empty;
        }
        if self.truncated {
            // Half a document proves nothing.
            return if is_html(&self.media_type(), trimmed) { Body::Html } else { Body::Text };
        }
        let may_be_json = wanted != ResponseFormat::Text || self.media_type().ends_with("json");
        if may_be_json && let Ok(value) = serde_json::from_str(trimmed) {
            return Body::Json(value);
        }
        if is_html(&self.media_type(), trimmed) {
            return Body::Html;
        }
        if trimmed.starts_with('<') && is_xml(trimmed) {
            return Body::Xml;
        }
        Body::Text
    }
}

fn is_html(media_type: &str, text: &str) -> bool {
    let start: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    media_type == "text/html"
        || media_type == "application/xhtml+xml"
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
}

/// Document type definitions are refused: nobody needs them here, and their entities can explode.
fn is_xml(text: &str) -> bool {
    roxmltree::Document::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(content_type: &str, body: &str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        Answer { status: StatusCode::OK, headers, body: body.as_bytes().to_vec(), truncated: false }
    }

    #[test]
    fn a_body_is_what_it_is_and_not_what_its_label_says() {
        let json = ResponseFormat::Json;
        assert_eq!(
            answer("text/plain", "{\"a\":1}").read(json),
            Body::Json(serde_json::json!({"a": 1}))
        );
        assert_eq!(answer("application/json", "<!DOCTYPE html><p>").read(json), Body::Html);
        assert_eq!(answer("text/html; charset=utf-8", "Sign in").read(json), Body::Html);
        assert_eq!(answer("application/json", "{\"a\":").read(json), Body::Text);
        assert_eq!(answer("application/json", " \n").read(json), Body::Empty);
        assert_eq!(answer("text/xml", "<a><b/></a>").read(ResponseFormat::Xml), Body::Xml);
        assert_eq!(answer("text/plain", "default").read(ResponseFormat::Text), Body::Text);
    }

    #[test]
    fn an_xml_entity_bomb_is_not_read() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>"#;
        assert_eq!(answer("text/xml", bomb).read(ResponseFormat::Xml), Body::Text);
    }

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<Duration> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, http::HeaderValue::from_static(value));
        }
        let status = StatusCode::TOO_MANY_REQUESTS;
        Answer { status, headers: map, body: Vec::new(), truncated: false }.retry_after()
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_junk_is_nothing() {
        let seconds = Some(Duration::from_secs(120));
        assert_eq!(wait(&[("retry-after", "120")]), seconds);
        let date = ("date", "Fri, 31 Dec 1999 23:59:59 GMT");
        assert_eq!(wait(&[("retry-after", "Sat, 01 Jan 2000 00:01:59 GMT"), date]), seconds);
        let past = ("retry-after", "Thu, 30 Dec 1999 00:00:00 GMT");
        assert_eq!(wait(&[past, date]), Some(Duration::ZERO));
        for junk in ["", "-5", "soon", "1e3", "99999999999999999999"] {
            assert_eq!(wait(&[("retry-after", junk), date]), None, "{junk}");
        }
        assert_eq!(wait(&[]), None);
    }
}
