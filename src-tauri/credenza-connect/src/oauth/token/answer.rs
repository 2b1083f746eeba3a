//! What an answer of the token endpoint means. Whatever is not clearly the provider's word on the grant is a matter of
//! transport, which costs nobody a sign-in.

use super::error::{Meaning, meaning};
use super::failure::{TokenFailure, TransportKind};
use crate::http::{Answer, Body, holds, quote};
use crate::manifest::{OAuth, ResponseFormat};
use crate::stage::Scrubber;
use credenza_model::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;
use std::time::Duration;

/// The longest a provider can ask to be left alone.
const LONGEST_RETRY: Duration = Duration::from_secs(60 * 60);

/// A refused exchange.
pub(in crate::oauth) struct Refusal {
    pub(in crate::oauth) failure: TokenFailure,
    /// The client was not recognised; it may be introduced in another way.
    pub(super) is_unknown_client: bool,
}

impl From<TokenFailure> for Refusal {
    fn from(failure: TokenFailure) -> Self {
        Self { failure, is_unknown_client: false }
    }
}

/// The body of a success.
///
/// # Errors
/// What else the answer means.
pub(in crate::oauth) fn judge(
    answer: &Answer,
    oauth: &OAuth,
    scrubber: &Scrubber,
    now: Timestamp,
) -> Result<Body, Refusal> {
    let status = answer.status.as_u16();
    let failed = |kind| -> Refusal {
        let quote = words(answer, scrubber);
        TokenFailure::Transport { kind, retry_after: retry_after(answer, now), quote }.into()
    };
    if let Some(kind) = by_status(status) {
        return Err(failed(kind));
    }
    if answer.truncated {
        return Err(failed(TransportKind::TooLarge));
    }
    let body = read(answer).map_err(failed)?;
    let json = Body::Json(body);
    let declared_failure = oauth.failure_when.iter().any(|one| holds(one, answer, &json));
    let ended = oauth.invalid_grant_when.iter().any(|one| holds(one, answer, &json));
    if ended && (status >= 400 || declared_failure) {
        return Err(TokenFailure::InvalidGrant { quote: words(answer, scrubber) }.into());
    }
    if status >= 400 || declared_failure {
        return Err(by_error(answer, &json, scrubber, now));
    }
    // An error beside a success, from a provider that is not known for it, says nothing certain.
    if error_code(&json).is_some() && !has_token(&json) {
        return Err(failed(TransportKind::UnknownError));
    }
    Ok(json)
}

fn by_status(status: u16) -> Option<TransportKind> {
    match status {
        429 => Some(TransportKind::RateLimited),
        300..=399 => Some(TransportKind::Redirect),
        204 | 205 => Some(TransportKind::Empty),
        200..=299 | 400 | 401 | 403 => None,
        other => Some(TransportKind::Status(other)),
    }
}

/// The body as JSON, from JSON or a form, by its content type.
pub(in crate::oauth) fn read(answer: &Answer) -> Result<Value, TransportKind> {
    let media_type = answer.media_type();
    match answer.read(ResponseFormat::Json) {
        Body::Empty => Err(TransportKind::Empty),
        Body::Html => Err(TransportKind::Html),
        Body::Json(value) if is_json(&media_type) => Ok(value),
        Body::Json(_) | Body::Xml => Err(TransportKind::WrongType),
        Body::Text if is_form(&media_type) => Ok(from_form(&answer.body)),
        Body::Text if is_json(&media_type) => Err(TransportKind::Malformed),
        Body::Text => Err(TransportKind::WrongType),
    }
}

fn is_json(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/json" | "text/json" | "text/javascript" | "application/javascript"
    ) || media_type.ends_with("+json")
}

/// GitHub, Bitly and Facebook answer like RFC 6749's drafts.
fn is_form(media_type: &str) -> bool {
    matches!(media_type, "application/x-www-form-urlencoded" | "text/plain")
}

fn from_form(body: &[u8]) -> Value {
    let pairs = url::form_urlencoded::parse(body).take(64);
    Value::Object(pairs.map(|(name, value)| (name.into_owned(), value.into())).collect())
}

fn by_error(answer: &Answer, body: &Body, scrubber: &Scrubber, now: Timestamp) -> Refusal {
    let quote = words(answer, scrubber);
    let code = error_code(body);
    // The code is a word of the provider; it is shown, so it must not be what was sent.
    let error = code.map(|code| crate::egress::foreign::one_line(&scrubber.scrub(code)));
    let error = error.unwrap_or_default();
    let later = |kind| TokenFailure::Transport {
        kind,
        retry_after: retry_after(answer, now),
        quote: quote.clone(),
    };
    let failure = match code.map_or(Meaning::Unknown, meaning) {
        Meaning::GrantEnded => TokenFailure::InvalidGrant { quote: quote.clone() },
        Meaning::Client => TokenFailure::ClientConfiguration { error, quote: quote.clone() },
        Meaning::Denied => TokenFailure::Denied { error, quote: quote.clone() },
        Meaning::Later => later(TransportKind::Status(answer.status.as_u16())),
        Meaning::Unknown if error.is_empty() && answer.status.is_client_error() => {
            later(TransportKind::Status(answer.status.as_u16()))
        }
        Meaning::Unknown => later(TransportKind::UnknownError),
    };
    Refusal { failure, is_unknown_client: code == Some("invalid_client") }
}

/// The error code: `error` of the standard, or its variants with an object.
pub(in crate::oauth) fn error_code(body: &Body) -> Option<&str> {
    let Body::Json(value) = body else { return None };
    let found = ["/error", "/error/code", "/error/type", "/errorCode", "/data/error_code"]
        .iter()
        .find_map(|pointer| value.pointer(pointer)?.as_str());
    found.filter(|code| !code.is_empty())
}

fn has_token(body: &Body) -> bool {
    matches!(body, Body::Json(value) if value.get("access_token").is_some_and(Value::is_string))
}

/// The provider's words, from the places where errors stand and nowhere else: a cut-off or oddly labelled success
/// would otherwise be quoted with the new token in it, which no scrubber knows yet.
pub(in crate::oauth) fn words(answer: &Answer, scrubber: &Scrubber) -> Option<String> {
    match answer.read(ResponseFormat::Json) {
        Body::Html => quote(answer, scrubber),
        Body::Json(value) if !has_token_anywhere(&value) => quote(answer, scrubber),
        _ => None,
    }
}

fn has_token_anywhere(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| {
            name.to_ascii_lowercase().contains("token") && value.is_string()
                || has_token_anywhere(value)
        }),
        Value::Array(all) => all.iter().any(has_token_anywhere),
        _ => false,
    }
}

/// Seconds or a date (RFC 9110, section 10.2.3); anything else is not heard.
pub(in crate::oauth) fn retry_after(answer: &Answer, now: Timestamp) -> Option<Duration> {
    let text = answer.find_header("retry-after")?.trim();
    let span = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => date(text)?.since(now),
    };
    Some(span.min(LONGEST_RETRY))
}

/// A date as it stands in headers (RFC 9110, section 5.6.7).
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let parsed = rfc2822::parse(text).ok()?;
    Some(Timestamp::from_millis(parsed.timestamp().as_millisecond()))
}
