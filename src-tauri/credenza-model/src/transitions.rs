//! The state machine as a table, made by asking [`CredentialState::after`] about every state and every
//! change. `docs/HEALTH.md` holds it; a test compares the two.

use crate::{CredentialState, FailureCode, Outcome, StateChange, Timestamp};

const AT: Timestamp = Timestamp::from_millis(1);

/// Every state, one of each kind.
#[must_use]
pub fn list_states() -> Vec<CredentialState> {
    vec![
        CredentialState::Unverified,
        CredentialState::Connected,
        CredentialState::Expiring,
        CredentialState::Refreshing,
        CredentialState::Degraded { reason: FailureCode::NetTimeout, since: AT, next_try: None },
        CredentialState::Disconnected { reason: FailureCode::AuthRejected, since: AT },
        CredentialState::ReauthRequired { scopes: Vec::new() },
        CredentialState::Quarantined,
        CredentialState::Archived,
    ]
}

/// Every change, one of each kind, with its name in the table.
#[must_use]
pub fn list_changes() -> Vec<(&'static str, StateChange)> {
    let verified = |outcome, failure| StateChange::Verified { outcome, failure, at: AT };
    let failed = |code| verified(Outcome::Failed, Some(code));
    let reason = FailureCode::NetTimeout;
    vec![
        ("dry run passed", verified(Outcome::Passed, None)),
        ("dry run: the provider said no", failed(FailureCode::AuthRejected)),
        ("dry run: trouble on the way", failed(FailureCode::NetTimeout)),
        ("dry run cancelled", failed(FailureCode::Cancelled)),
        ("dry run: not testable", verified(Outcome::NotTestable, None)),
        ("token renewed", StateChange::Refreshed),
        ("renewal failed on the way", StateChange::RefreshFailed { reason, at: AT, next_try: AT }),
        ("grant lost", StateChange::GrantLost { reason: FailureCode::AuthRevoked, at: AT }),
        ("scopes missing", StateChange::ScopesMissing { scopes: Vec::new() }),
        ("ends within seven days", StateChange::EndsSoon),
        ("ends later than that", StateChange::EndsLater),
        ("quarantine", StateChange::Quarantine),
        ("release", StateChange::Release),
        ("archive", StateChange::Archive),
        ("restore", StateChange::Restore),
    ]
}

/// The table in Markdown: a row per change, a column per state. `·` = stays, `–` = refused.
#[must_use]
pub fn describe() -> String {
    let states = list_states();
    let words: Vec<&str> = states.iter().map(CredentialState::word).collect();
    let mut text = format!("| what happens | {} |\n", words.join(" | "));
    text.push_str(&format!("|---{}|\n", "|---".repeat(words.len())));
    for (name, change) in list_changes() {
        let cells: Vec<&str> = states.iter().map(|state| cell(state, &change)).collect();
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    text
}

fn cell(state: &CredentialState, change: &StateChange) -> &'static str {
    match state.clone().after(change) {
        Err(_) => "–",
        Ok(after) if after.word() == state.word() => "·",
        Ok(after) => after.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_shows_what_the_code_does() {
        let page = include_str!("../../../docs/HEALTH.md");
        let table = describe();
        assert!(page.contains(&table), "docs/HEALTH.md has another table than the code:\n{table}");
    }
}
