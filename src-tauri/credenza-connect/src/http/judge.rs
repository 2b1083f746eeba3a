//! From an answer to a verdict, by the rules of the connector's file and in their stated order.
//! What no rule covers is never a success.

use super::answer::{Answer, Body};
use super::explain;
use super::predicate::holds;
use super::target::Aim;
use crate::manifest::{
    Filter, OAuth, Part, PostConnect, Predicate, Probe, ProbeMethod, ResponseFormat, Session,
    Template, TokenFrom,
};
use crate::stage::{Scrubber, StageFailure};

/// What an answer means.
#[derive(Debug)]
pub enum Verdict {
    /// The credential is accepted.
    Accepted,
    /// The credential is accepted, but may not do what was asked; the provider's words, if any.
    Limited(Option<String>),
    /// Anything else.
    Refused(StageFailure),
}

/// The rules for one answer.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Statuses that can mean success.
    pub success_status: &'a [u16],
    /// Statuses that mean "not accepted".
    pub rejected_status: &'a [u16],
    /// Statuses that mean "accepted, but may not do this".
    pub limited_status: &'a [u16],
    /// Statuses that mean "ask again later".
    pub rate_limited_status: &'a [u16],
    /// All must hold for a success.
    pub success_when: &'a [Predicate],
    /// Any means rejected.
    pub failure_when: &'a [Predicate],
    /// Any means limited.
    pub limited_when: &'a [Predicate],
    /// What the content type must start with.
    pub expect_content_type: Option<&'a str>,
    /// How the answer is read.
    pub response_format: ResponseFormat,
    /// Whether a success has a body at all.
    pub has_body: bool,
    /// The person chose the path: nothing is known about the answer, and plain text is one, too.
    pub is_any_path: bool,
}

impl<'a> From<&'a Probe> for Rules<'a> {
    fn from(probe: &'a Probe) -> Self {
        Self {
            success_status: &probe.success_status,
            rejected_status: &probe.rejected_status,
            limited_status: &probe.limited_status,
            rate_limited_status: &probe.rate_limited_status,
            success_when: &probe.success_when,
            failure_when: &probe.failure_when,
            limited_when: &probe.limited_when,
            expect_content_type: probe.expect_content_type.as_deref(),
            response_format: probe.response_format,
            has_body: probe.method != ProbeMethod::Head,
            is_any_path: probe.url.as_ref().is_some_and(is_chosen_by_person),
        }
    }
}

impl<'a> Rules<'a> {
    fn exchange(
        success_status: &'a [u16],
        rejected_status: &'a [u16],
        failure_when: &'a [Predicate],
    ) -> Self {
        Self {
            success_status,
            rejected_status,
            limited_status: &[],
            rate_limited_status: &[429],
            success_when: &[],
            failure_when,
            limited_when: &[],
            expect_content_type: None,
            response_format: ResponseFormat::Json,
            has_body: true,
            is_any_path: false,
        }
    }
}

impl<'a> From<&'a Session> for Rules<'a> {
    fn from(session: &'a Session) -> Self {
        let mut rules = Self::exchange(
            &session.success_status,
            &session.rejected_status,
            &session.failure_when,
        );
        rules.has_body = matches!(session.token_from, TokenFrom::Json);
        rules
    }
}

impl<'a> From<&'a OAuth> for Rules<'a> {
    fn from(oauth: &'a OAuth) -> Self {
        // RFC 6749, section 5.2: 400, or 401 for a client that failed to authenticate.
        Self::exchange(&[200, 201], &[400, 401, 403], &oauth.failure_when)
    }
}

impl<'a> From<&'a PostConnect> for Rules<'a> {
    fn from(_: &'a PostConnect) -> Self {
        Self::exchange(&[200, 201], &[401], &[])
    }
}

/// `{probe_path|path}`: the path of a generic connector.
fn is_chosen_by_person(target: &Template) -> bool {
    target
        .parts()
        .iter()
        .any(|part| matches!(part, Part::Field { filters, .. } if filters.contains(&Filter::Path)))
}

/// Judges one answer.
#[must_use]
pub fn judge(
    rules: &Rules<'_>,
    answer: &Answer,
    body: &Body,
    aim: &Aim,
    scrubber: &Scrubber,
) -> Verdict {
    let status = answer.status.as_u16();
    let any = |list: &[Predicate]| list.iter().any(|one| holds(one, answer, body));
    let said = || super::quote(answer, scrubber);
    if rules.rate_limited_status.contains(&status) || is_rate_limited(answer) {
        Verdict::Refused(explain::rate_limited(answer, aim, said()))
    } else if any(rules.limited_when) {
        Verdict::Limited(said())
    } else if any(rules.failure_when) || rules.rejected_status.contains(&status) {
        Verdict::Refused(explain::rejected(answer, body, aim, said()))
    } else if rules.limited_status.contains(&status) {
        Verdict::Limited(said())
    } else if rules.success_status.contains(&status) {
        judge_success(rules, answer, body, aim, scrubber)
    } else {
        Verdict::Refused(explain::unforeseen(answer, body, aim, said()))
    }
}

/// GitHub, Shopify and others say "slow down" with 403.
fn is_rate_limited(answer: &Answer) -> bool {
    let spent = ["x-ratelimit-remaining", "ratelimit-remaining"];
    answer.status.as_u16() == 403 && spent.iter().any(|name| answer.find_header(name) == Some("0"))
}

fn judge_success(
    rules: &Rules<'_>,
    answer: &Answer,
    body: &Body,
    aim: &Aim,
    scrubber: &Scrubber,
) -> Verdict {
    if let Some(failure) = find_wrong_body(rules, answer, body, aim) {
        return Verdict::Refused(failure);
    }
    if rules.success_when.iter().all(|one| holds(one, answer, body)) {
        return Verdict::Accepted;
    }
    Verdict::Refused(explain::rejected_in_body(answer, body, aim, super::quote(answer, scrubber)))
}

/// A success that does not look like one of this provider's.
fn find_wrong_body(
    rules: &Rules<'_>,
    answer: &Answer,
    body: &Body,
    aim: &Aim,
) -> Option<StageFailure> {
    let expects_html =
        rules.expect_content_type.is_some_and(|wanted| wanted.starts_with("text/html"));
    if answer.truncated {
        return Some(explain::too_large(aim));
    }
    if *body == Body::Html && !expects_html {
        return Some(explain::web_page(answer, aim));
    }
    if let Some(wanted) = rules.expect_content_type
        && !answer
            .find_header("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase()
            .starts_with(wanted)
    {
        return Some(explain::wrong_type(answer, wanted, aim));
    }
    let bodiless = !rules.has_body || matches!(answer.status.as_u16(), 204 | 205);
    match (rules.response_format, body) {
        _ if bodiless => None,
        (ResponseFormat::Json, Body::Json(_))
        | (ResponseFormat::Xml, Body::Xml)
        | (ResponseFormat::Text, _) => None,
        (_, Body::Text | Body::Xml)
            if rules.is_any_path && !answer.media_type().ends_with("json") =>
        {
            None
        }
        (_, Body::Empty) => Some(explain::empty(aim)),
        (ResponseFormat::Json, _) => Some(explain::malformed(answer, "JSON", aim)),
        (ResponseFormat::Xml, _) => Some(explain::malformed(answer, "XML", aim)),
    }
}
