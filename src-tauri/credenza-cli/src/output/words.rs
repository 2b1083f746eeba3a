//! States, outcomes and times in words.

use credenza_model::{Outcome, Stage, Timestamp};
use credenza_protocol::credential::StateWord;

pub(crate) fn state_word(state: StateWord) -> &'static str {
    match state {
        StateWord::Unverified => "unverified",
        StateWord::Connected => "connected",
        StateWord::Expiring => "expiring",
        StateWord::Refreshing => "refreshing",
        StateWord::Degraded => "degraded",
        StateWord::Disconnected => "disconnected",
        StateWord::ReauthRequired => "sign in again",
        StateWord::Quarantined => "quarantined",
        StateWord::Archived => "archived",
        StateWord::Unreadable => "can't be read",
    }
}

pub(crate) fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::NotTestable => "not testable",
    }
}

pub(crate) fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Resolve => "resolve",
        Stage::Connect => "connect",
        Stage::Tls => "tls",
        Stage::HostKey => "host key",
        Stage::Authenticate => "authenticate",
        Stage::Identify => "identify",
        Stage::Authorize => "authorize",
    }
}

/// "1 flow", "2 flows".
pub(crate) fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// How long ago something was: "3 min ago".
pub(crate) fn ago(at: Timestamp) -> String {
    let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
    let seconds = now.since(at).as_secs();
    match seconds {
        0..60 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => plural(seconds / 86_400, "day") + " ago",
    }
}

/// Whether something has been already.
pub(crate) fn is_past(at: Timestamp) -> bool {
    at <= Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
}

/// When something is going to be: "in 3 min"; what has been already is told as [`ago`].
pub(crate) fn in_time(at: Timestamp) -> String {
    let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
    let seconds = at.since(now).as_secs();
    match seconds {
        0 => ago(at),
        1..120 => format!("in {seconds} s"),
        120..7_200 => format!("in {} min", seconds / 60),
        7_200..172_800 => format!("in {} h", seconds / 3_600),
        _ => format!("in {}", plural(seconds / 86_400, "day")),
    }
}
