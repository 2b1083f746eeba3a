//! The sentences of an HTTP dry run that failed: what failed, what to do next, and at which field.

use super::answer::{Answer, Body};
use super::target::Aim;
use crate::stage::StageFailure;
use credenza_model::FailureCode;

/// Codes with which providers say that a secret was right once. Codes, not sentences.
const EXPIRED_CODES: [&str; 8] = [
    "tokenexpired",
    "expiredtoken",
    "expiredtokenexception",
    "accesstokenexpired",
    "keyexpired",
    "apikeyexpired",
    "expiredapikey",
    "requestexpired",
];

fn said(words: Option<String>) -> String {
    words.map(|words| format!(": “{words}”")).unwrap_or_default()
}

fn at(failure: StageFailure, field: Option<&String>) -> StageFailure {
    match field {
        Some(field) => failure.field(field),
        None => failure,
    }
}

/// The provider does not accept the secret.
pub(super) fn rejected(
    answer: &Answer,
    body: &Body,
    aim: &Aim,
    words: Option<String>,
) -> StageFailure {
    if is_expired(answer, body) {
        let text = format!(
            "{} says that the {} has expired{}",
            aim.provider,
            aim.secret_title,
            said(words)
        );
        let hint =
            format!("Create a new {} at {} and paste it here.", aim.secret_title, aim.provider);
        return at(
            StageFailure::new(FailureCode::AuthExpired, text).hint(hint),
            aim.secret_field.as_ref(),
        );
    }
    let text = format!(
        "{} rejected the {} (HTTP {}){}",
        aim.provider,
        aim.secret_title,
        answer.status.as_u16(),
        said(words)
    );
    at(
        StageFailure::new(FailureCode::AuthRejected, text).hint(aim.remedy.clone()),
        aim.secret_field.as_ref(),
    )
}

/// A success status whose body says no.
pub(super) fn rejected_in_body(
    answer: &Answer,
    body: &Body,
    aim: &Aim,
    words: Option<String>,
) -> StageFailure {
    let failure = rejected(answer, body, aim, None);
    let text = format!(
        "{} answered {}, but the answer says that the {} is not valid{}",
        aim.provider,
        answer.status.as_u16(),
        aim.secret_title,
        said(words)
    );
    StageFailure { message: text, ..failure }
}

fn is_expired(answer: &Answer, body: &Body) -> bool {
    const POINTERS: [&str; 8] = [
        "/error",
        "/error/code",
        "/error/type",
        "/error/status",
        "/code",
        "/error_code",
        "/errors/0/code",
        "/__type",
    ];
    let header = answer.find_header("x-amzn-errortype").map(str::to_owned);
    let in_body = match body {
        Body::Json(value) => POINTERS
            .iter()
            .filter_map(|pointer| value.pointer(pointer)?.as_str())
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    header.into_iter().chain(in_body).any(|code| {
        let last = code.rsplit(['#', '/']).next().unwrap_or_default();
        let letters: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
        EXPIRED_CODES.contains(&letters.to_ascii_lowercase().as_str())
    })
}

/// Too many requests. Says nothing about the secret.
pub(super) fn rate_limited(answer: &Answer, aim: &Aim, words: Option<String>) -> StageFailure {
    let wait =
        answer.find_header("retry-after").map(|text| text.chars().take(40).collect::<String>());
    let hint = match wait.as_deref().map(str::parse::<u64>) {
        Some(Ok(seconds)) => format!("Try again in {seconds} s; {} says so.", aim.provider),
        Some(Err(_)) => format!("Try again after {}.", wait.unwrap_or_default()),
        None => "Try again in a few minutes.".to_owned(),
    };
    let text = format!(
        "{} takes no more requests for now (HTTP {}), so the {} could not be checked{}",
        aim.provider,
        answer.status.as_u16(),
        aim.secret_title,
        said(words)
    );
    StageFailure::new(FailureCode::RateLimited, text).hint(hint).retry_after(seconds(answer))
}

/// A status that the connector's file does not mention.
pub(super) fn unforeseen(
    answer: &Answer,
    body: &Body,
    aim: &Aim,
    words: Option<String>,
) -> StageFailure {
    let status = answer.status.as_u16();
    match status {
        300..=399 => redirected(answer, aim),
        401 => rejected(answer, body, aim, words),
        402 | 403 => denied(status, aim, words),
        404 | 405 | 410 => not_there(status, aim, words),
        500..=599 => unavailable(answer, aim, words),
        _ => {
            let text = format!(
                "{} answered {status}, which this connector does not know{}",
                aim.provider,
                said(words)
            );
            let failure = StageFailure::new(FailureCode::ProviderUnexpected, text).hint(
                "Check every field; if they are right, the provider may have changed its API.",
            );
            at(failure, aim.secret_field.as_ref())
        }
    }
}

fn denied(status: u16, aim: &Aim, words: Option<String>) -> StageFailure {
    let text = format!("{} refused the request (HTTP {status}){}", aim.provider, said(words));
    let hint = format!(
        "Give the {} the permissions it needs, and check for an IP allow-list or single sign-on at {}.",
        aim.secret_title, aim.provider
    );
    at(StageFailure::new(FailureCode::PermDenied, text).hint(hint), aim.secret_field.as_ref())
}

fn not_there(status: u16, aim: &Aim, words: Option<String>) -> StageFailure {
    let text = format!(
        "{} has nothing at the address that was asked (HTTP {status}){}",
        aim.host,
        said(words)
    );
    let failure = StageFailure::new(FailureCode::TargetNotFound, text)
        .hint("Check the address: the host, the account or region in it, and the path.");
    at(failure, aim.address_field.as_ref())
}

fn unavailable(answer: &Answer, aim: &Aim, words: Option<String>) -> StageFailure {
    let text = format!(
        "{} has trouble of its own (HTTP {}){}",
        aim.provider,
        answer.status.as_u16(),
        said(words)
    );
    let hint = match answer.find_header("retry-after").and_then(|text| text.parse::<u64>().ok()) {
        Some(seconds) => format!(
            "Try again in {seconds} s. The {} was neither accepted nor rejected.",
            aim.secret_title
        ),
        None => {
            format!("Try again later. The {} was neither accepted nor rejected.", aim.secret_title)
        }
    };
    StageFailure::new(FailureCode::ProviderUnavailable, text)
        .hint(hint)
        .retry_after(seconds(answer))
}

fn seconds(answer: &Answer) -> Option<u64> {
    answer.retry_after().map(|wait| wait.as_secs())
}

fn redirected(answer: &Answer, aim: &Aim) -> StageFailure {
    let location = answer.find_header("location").and_then(|text| url::Url::parse(text).ok());
    // Only the host: the rest of a redirect may carry what was sent.
    let to = location
        .as_ref()
        .and_then(|url| url.host_str())
        .map(|host| format!(" to {host}"))
        .unwrap_or_default();
    let text = format!(
        "{} redirects{to} (HTTP {}), and a check follows no redirect",
        aim.host,
        answer.status.as_u16()
    );
    let failure = StageFailure::new(FailureCode::ProviderRedirected, text)
        .hint("Enter the address it redirects to, if that is right. A redirect to a sign-in page means that the address is not the API's.");
    at(failure, aim.address_field.as_ref())
}

/// 200 with a page for a browser: a sign-in wall, a sleeping instance, a captive portal.
pub(super) fn web_page(answer: &Answer, aim: &Aim) -> StageFailure {
    let text =
        format!("{} answered {} with a web page instead of data", aim.host, answer.status.as_u16());
    unexpected(
        text,
        "Check the address: it may be the website instead of the API, or a sign-in wall or captive portal stands in between.",
        aim,
    )
}

pub(super) fn wrong_type(answer: &Answer, wanted: &str, aim: &Aim) -> StageFailure {
    let got = answer.media_type();
    let got = if got.is_empty() {
        "nothing that says its type".to_owned()
    } else {
        got.chars().take(60).collect()
    };
    unexpected(
        format!("{} answered with {got} instead of {wanted}", aim.host),
        "Check the address.",
        aim,
    )
}

pub(super) fn empty(aim: &Aim) -> StageFailure {
    unexpected(
        format!("{} answered with nothing", aim.host),
        "Check the address; an answer without content proves nothing.",
        aim,
    )
}

pub(super) fn malformed(answer: &Answer, format: &str, aim: &Aim) -> StageFailure {
    let text = format!(
        "{} answered {}, but not with well-formed {format}",
        aim.host,
        answer.status.as_u16()
    );
    unexpected(
        text,
        "Check the address; if it is right, try again: the answer may have been cut off.",
        aim,
    )
}

pub(super) fn too_large(aim: &Aim) -> StageFailure {
    let text = format!("{} answered with more than 1 MiB; the rest was not read", aim.host);
    unexpected(text, "Check the address: a check's answer is small.", aim)
}

fn unexpected(text: String, hint: &'static str, aim: &Aim) -> StageFailure {
    at(
        StageFailure::new(FailureCode::ProviderUnexpected, text).hint(hint),
        aim.address_field.as_ref(),
    )
}
