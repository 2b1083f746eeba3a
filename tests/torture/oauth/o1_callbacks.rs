//! O1: callbacks that must not connect anything, each with its exact verdict (RFC 6749, 9207, 9700).

use super::{CANARY, NOW, Place, random};
use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::Result;
use credenza_connect::oauth::{
    AuthorizationRequest, Callback, OAuthMethod, PendingSignIn, judge_callback,
};
use std::time::Duration;

pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const BACK: &str = "http://127.0.0.1:4711/back";

/// A query, in which `STATE` stands for the right state, and the verdict's code; `None` where it connects.
type Case = (String, Option<&'static str>);

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let place = Place::new("http://127.0.0.1:9/o1", 9)?;
    let method = place.method()?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut caught = 0;
    for (query, expected) in cases() {
        let (state, pending) = begin(&method, &place)?;
        let query = query.replace("STATE", &state);
        outcome.cases += 1;
        let given = verdict(&query, &pending, &method, Duration::ZERO);
        outcome.failures.extend(differs(&query, &given, expected));
        // The control: a judge that only looks for a code.
        let naive =
            if query.contains("code=") { None } else { Some("callback.no_code".to_owned()) };
        caught += u64::from(differs(&query, &naive, expected).is_some());
    }
    outcome.control = Control::of(caught);
    Ok(outcome)
}

pub(super) fn begin(method: &OAuthMethod<'_>, place: &Place) -> Result<(String, PendingSignIn)> {
    let request = AuthorizationRequest {
        method,
        redirect_uri: BACK,
        private_approved: place.approved(),
        login_hint: None,
        extra_scopes: &[],
    };
    let (url, pending) = request.make(NOW, &random)?;
    let state = url.query_pairs().find(|(name, _)| name == "state");
    Ok((state.map(|(_, value)| value.into_owned()).unwrap_or_default(), pending))
}

/// The code of the refusal, if it is refused. No message may repeat what a stranger sent.
pub(super) fn verdict(
    query: &str,
    pending: &PendingSignIn,
    method: &OAuthMethod<'_>,
    late: Duration,
) -> Option<String> {
    let judged = Callback::parse(query)
        .and_then(|callback| judge_callback(&callback, pending, method, late));
    let refusal = judged.err()?;
    let shown = format!("{refusal} {:?} {}", refusal.quote(), refusal.hint());
    if shown.contains(CANARY) || shown.contains("evil") {
        return Some(format!("shows what a stranger sent: {shown}"));
    }
    Some(refusal.code().to_owned())
}

pub(super) fn differs(
    name: &str,
    given: &Option<String>,
    expected: Option<&'static str>,
) -> Option<String> {
    let name: String = name.chars().take(120).collect();
    (given.as_deref() != expected).then(|| format!("{name}: {given:?} instead of {expected:?}"))
}

fn cases() -> Vec<Case> {
    let good = format!("code=c&state=STATE&iss={ISSUER}");
    let case = |query: &str, code| (query.to_owned(), code);
    let iss = |iss: &str| format!("code=c&state=STATE&iss={iss}");
    let wrong = Some("callback.wrong_issuer");
    let mut cases = vec![
        case(&good, None),
        case(&good.replace("https:", "https%3A"), None),
        case("", Some("callback.no_state")),
        case("code=c", Some("callback.no_state")),
        case(&format!("code=c&state=&iss={ISSUER}"), Some("callback.no_state")),
        case(&format!("code=c&state=guess&iss={ISSUER}"), Some("callback.wrong_state")),
        case(&good.replace("STATE", "STATEx"), Some("callback.wrong_state")),
        case(&good.replace("STATE", "%20STATE"), Some("callback.wrong_state")),
        case(&format!("code=c&STATE=STATE&iss={ISSUER}"), Some("callback.no_state")),
        case(&format!("{good}&state=other"), Some("callback.unreadable")),
        case(&format!("{good}&code=other"), Some("callback.unreadable")),
        case(&format!("{good}&iss=https://evil.example"), Some("callback.unreadable")),
        case("code=c&state=STATE", Some("callback.no_issuer")),
        case("code=c&state=STATE&iss=", Some("callback.no_issuer")),
        case(&iss("https://evil.example"), wrong),
        case(&iss("https://issuer.example/"), wrong),
        case(&iss("https://ISSUER.example"), wrong),
        case(&iss("https://issuer.example:443"), wrong),
        case(&iss("http://issuer.example"), wrong),
        case(&iss("https://issuer.example.evil.example"), wrong),
        case(&iss("%20https://issuer.example"), wrong),
        case(&format!("state=STATE&iss={ISSUER}"), Some("callback.no_code")),
        case(&format!("code=&state=STATE&iss={ISSUER}"), Some("callback.no_code")),
        case(&format!("code=a%00b&state=STATE&iss={ISSUER}"), Some("callback.no_code")),
        case(&format!("code=%F0%9F%98%80&state=STATE&iss={ISSUER}"), Some("callback.no_code")),
        case(&format!("error=access_denied&state=STATE&iss={ISSUER}"), Some("callback.denied")),
        case(&format!("error=server_error&state=STATE&iss={ISSUER}"), Some("callback.refused")),
        case(
            &format!("error=access_denied&code=c&state=STATE&iss={ISSUER}"),
            Some("callback.denied"),
        ),
        case(
            "error=access_denied&error_description=evil&state=STATE&iss=https://evil.example",
            wrong,
        ),
        case("error=evil&error_description=evil&state=STATE", Some("callback.no_issuer")),
        case(
            "error=access_denied&error_description=evil&state=guess",
            Some("callback.wrong_state"),
        ),
        case("error=access_denied&error_description=evil", Some("callback.no_state")),
        case(
            &format!("error=x&error_description=secret-{CANARY}&state=STATE&iss={ISSUER}"),
            Some("callback.refused"),
        ),
        case("%ff%fe=%00&&&===", Some("callback.no_state")),
    ];
    cases.push((format!("{good}&x={}", "x".repeat(9000)), Some("callback.unreadable")));
    let many: String = (0..80).map(|n| format!("&p{n}=1")).collect();
    cases.push((format!("{good}{many}"), Some("callback.unreadable")));
    cases
}
