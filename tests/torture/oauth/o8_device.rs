//! O8: the pace of a device sign-in (RFC 8628, section 3.5), on a clock of its own.

use super::server::{FaultServer, Play};
use super::{CANARY, Place};
use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::Result;
use async_trait::async_trait;
use credenza_connect::oauth::{TokenEndpoint, Waiting, sign_in_by_device};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Notes how long was waited, and waits no time at all.
#[derive(Default)]
struct Noted(Mutex<Vec<u64>>);

impl Noted {
    fn waits(&self) -> Vec<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Waiting for Noted {
    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.waits().iter().sum())
    }

    async fn sleep(&self, span: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(span.as_secs());
    }
}

struct Case {
    name: &'static str,
    /// Members of the answer to the first request.
    start: &'static str,
    /// The error of each poll; `ok` is a token, a number a status.
    polls: &'static [&'static str],
    waits: &'static [u64],
    end: &'static str,
}

const CASES: [Case; 15] = [
    case("at once", "", &["ok"], &[5], "granted"),
    case("pending", "", &["pending", "pending", "ok"], &[5, 5, 5], "granted"),
    case(
        "slow_down three times",
        "",
        &["slow_down", "slow_down", "slow_down", "ok"],
        &[5, 10, 15, 20],
        "granted",
    ),
    case(
        "slow_down is for good",
        "",
        &["slow_down", "pending", "pending", "ok"],
        &[5, 10, 10, 10],
        "granted",
    ),
    case(
        "pending and slow_down",
        "",
        &["pending", "slow_down", "pending", "ok"],
        &[5, 5, 10, 10],
        "granted",
    ),
    case("expired", "", &["pending", "expired_token"], &[5, 5], "the code was not entered in time"),
    case(
        "denied",
        "",
        &["pending", "access_denied"],
        &[5, 5],
        "access was not granted at the provider",
    ),
    case(
        "nobody comes",
        r#","expires_in":26"#,
        &["pending"],
        &[5, 5, 5, 5, 5],
        "the code was not entered in time",
    ),
    case("interval 2", r#","interval":2"#, &["pending", "ok"], &[2, 2], "granted"),
    case("interval 0", r#","interval":0"#, &["pending", "ok"], &[1, 1], "granted"),
    case("interval 3600", r#","interval":3600"#, &["ok"], &[60], "granted"),
    case("interval as text", r#","interval":"7""#, &["ok"], &[7], "granted"),
    case("interval nonsense", r#","interval":"soon","expires_in":-1"#, &["ok"], &[5], "granted"),
    case("an outage in between", "", &["pending", "503", "ok"], &[5, 5, 10], "granted"),
    case(
        "the client is refused",
        "",
        &["invalid_client"],
        &[5],
        "the provider does not accept the OAuth app (invalid_client)",
    ),
];

const fn case(
    name: &'static str,
    start: &'static str,
    polls: &'static [&'static str],
    waits: &'static [u64],
    end: &'static str,
) -> Case {
    Case { name, start, polls, waits, end }
}

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    crate::scratch::runtime()?.block_on(async {
        let server = FaultServer::start().await?;
        let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
        let mut caught = 0;
        for (index, case) in CASES.iter().enumerate() {
            outcome.cases += 1;
            let (waits, end) = attempt(&server, index, case).await?;
            outcome.failures.extend(check(case, &waits, &end));
            // The control: a client that asks every five seconds, whatever it hears.
            let steady = vec![5; case.waits.len()];
            caught += u64::from(check(case, &steady, &end).is_some());
        }
        outcome.cases += 1;
        outcome.failures.extend(foreign_page(&server).await?);
        outcome.control = Control::of(caught);
        Ok(outcome)
    })
}

async fn attempt(server: &FaultServer, index: usize, case: &Case) -> Result<(Vec<u64>, String)> {
    let page = format!("http://127.0.0.1:{}/page", server.port);
    let mut plays = vec![begin(&page, case.start)];
    plays.extend(case.polls.iter().map(|poll| answer(poll)));
    if case.polls.contains(&"invalid_client") {
        // The other way to introduce the client is tried, too.
        plays.push(answer("invalid_client"));
    }
    let place = Place::new(&server.script(&format!("device/{index}"), plays), server.port)?;
    let (method, context) = (place.method()?, place.context(Duration::from_secs(20)));
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let device = endpoint.start_device().await?;
    let waiting = Noted::default();
    let end = match sign_in_by_device(&endpoint, &device, &waiting).await {
        Ok(_) => "granted".to_owned(),
        Err(failure) => failure.to_string(),
    };
    Ok((waiting.waits(), end))
}

fn begin(page: &str, rest: &str) -> Play {
    let life = if rest.contains("expires_in") { "" } else { r#","expires_in":900"# };
    let body = format!(
        r#"{{"device_code":"{CANARY}","user_code":"ABCD-EFGH","verification_uri":"{page}"{life}{rest}}}"#
    );
    Play::json("200 OK", body)
}

fn answer(poll: &str) -> Play {
    match poll {
        "ok" => Play::json("200 OK", r#"{"access_token":"a","token_type":"bearer"}"#),
        "pending" => Play::json("400 Bad Request", r#"{"error":"authorization_pending"}"#),
        "503" => Play::json("503 Out of order", "{}"),
        "invalid_client" => Play::json("401 No", r#"{"error":"invalid_client"}"#),
        error => Play::json("400 Bad Request", format!(r#"{{"error":"{error}"}}"#)),
    }
}

fn check(case: &Case, waits: &[u64], end: &str) -> Option<String> {
    (waits != case.waits || end != case.end)
        .then(|| format!("{}: waited {waits:?}, then {end:?}", case.name))
}

/// A code typed at a stranger's page would sign the stranger in.
async fn foreign_page(server: &FaultServer) -> Result<Option<String>> {
    let base = server.script("device/foreign", vec![begin("https://evil.example/device", "")]);
    let place = Place::new(&base, server.port)?;
    let (method, context) = (place.method()?, place.context(Duration::from_secs(20)));
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let started = endpoint.start_device().await;
    Ok(started.is_ok().then(|| "a stranger's page is shown".to_owned()))
}
