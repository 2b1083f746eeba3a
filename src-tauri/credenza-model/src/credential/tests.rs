//! The transitions one by one, and what holds for every sequence of them.

use super::*;

const AT: Timestamp = Timestamp::from_millis(1_000);
const LATER: Timestamp = Timestamp::from_millis(9_000);

fn verified(failure: FailureCode, at: Timestamp) -> StateChange {
    StateChange::Verified { outcome: Outcome::Failed, failure: Some(failure), at }
}

#[test]
fn transport_trouble_degrades_and_only_a_no_disconnects() {
    let state = CredentialState::Connected;
    let degraded = state.after(&verified(FailureCode::NetTimeout, AT)).unwrap();
    assert!(matches!(degraded, CredentialState::Degraded { since: AT, .. }));
    let gone = degraded.after(&verified(FailureCode::AuthRejected, LATER)).unwrap();
    assert_eq!(
        gone,
        CredentialState::Disconnected { reason: FailureCode::AuthRejected, since: AT }
    );
}

#[test]
fn a_broken_line_does_not_make_a_lost_credential_look_better() {
    let lost = CredentialState::Disconnected { reason: FailureCode::AuthRejected, since: AT };
    assert_eq!(lost.clone().after(&verified(FailureCode::NetDns, LATER)).unwrap(), lost);
}

#[test]
fn a_pass_ends_trouble_but_not_a_quarantine() {
    let pass = StateChange::Verified { outcome: Outcome::Passed, failure: None, at: AT };
    let lost = CredentialState::Disconnected { reason: FailureCode::AuthRejected, since: AT };
    assert_eq!(lost.after(&pass).unwrap(), CredentialState::Connected);
    assert_eq!(CredentialState::Quarantined.after(&pass).unwrap(), CredentialState::Quarantined);
}

#[test]
fn a_renewal_heals_trouble_but_proves_nothing_about_what_was_lost() {
    let degraded =
        CredentialState::Degraded { reason: FailureCode::NetTimeout, since: AT, next_try: None };
    assert_eq!(degraded.after(&StateChange::Refreshed).unwrap(), CredentialState::Connected);
    let lost = CredentialState::Disconnected { reason: FailureCode::AuthRejected, since: AT };
    assert_eq!(lost.clone().after(&StateChange::Refreshed).unwrap(), lost);
}

#[test]
fn a_failed_renewal_degrades_and_never_disconnects() {
    let failed =
        StateChange::RefreshFailed { reason: FailureCode::NetDns, at: LATER, next_try: LATER };
    let state = CredentialState::Expiring.after(&failed).unwrap();
    assert!(matches!(state, CredentialState::Degraded { since: LATER, .. }), "{state:?}");
    assert!(state.may_be_used());
}

#[test]
fn a_lost_grant_disconnects_and_a_quarantine_outlives_it() {
    let lost = StateChange::GrantLost { reason: FailureCode::AuthRevoked, at: LATER };
    let state = CredentialState::Connected.after(&lost).unwrap();
    assert!(matches!(state, CredentialState::Disconnected { since: LATER, .. }));
    assert_eq!(CredentialState::Quarantined.after(&lost).unwrap(), CredentialState::Quarantined);
}

#[test]
fn only_what_works_can_end_soon() {
    let ends = StateChange::EndsSoon;
    assert_eq!(CredentialState::Connected.after(&ends).unwrap(), CredentialState::Expiring);
    assert_eq!(CredentialState::Unverified.after(&ends).unwrap(), CredentialState::Unverified);
}

#[test]
fn the_archive_gives_back_only_by_restore() {
    assert_eq!(
        CredentialState::Archived.after(&StateChange::Quarantine),
        Err(StateError::Archived)
    );
    assert_eq!(
        CredentialState::Archived.after(&StateChange::Restore).unwrap(),
        CredentialState::Unverified
    );
    assert_eq!(
        CredentialState::Connected.after(&StateChange::Restore),
        Err(StateError::NotArchived)
    );
}

#[test]
fn what_cannot_be_tested_is_neither_proven_nor_broken() {
    let change = StateChange::Verified { outcome: Outcome::NotTestable, failure: None, at: AT };
    let state = CredentialState::Connected.after(&change).unwrap();
    assert_eq!(state, CredentialState::Unverified);
    assert!(!state.may_be_used() && !state.needs_attention());
}

mod properties {
    use super::*;
    use crate::transitions::{list_changes, list_states};
    use proptest::prelude::*;

    fn change() -> impl Strategy<Value = StateChange> {
        let changes: Vec<StateChange> =
            list_changes().into_iter().map(|(_, change)| change).collect();
        prop::sample::select(changes)
    }

    /// A change as a person or a provider may cause it next; a refused one changes nothing.
    fn apply(state: &CredentialState, change: &StateChange) -> CredentialState {
        state.clone().after(change).unwrap_or_else(|_| state.clone())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn nothing_is_used_that_was_not_proven_since_it_was_unverified(
            changes in prop::collection::vec(change(), 0..30),
        ) {
            let mut state = CredentialState::Unverified;
            let mut proven = false;
            for change in &changes {
                state = apply(&state, change);
                match change {
                    StateChange::Verified { outcome: Outcome::Passed, .. } => proven = true,
                    _ if state == CredentialState::Unverified => proven = false,
                    _ => {}
                }
                prop_assert!(proven || !state.may_be_used(), "{state:?} after {changes:?}");
            }
        }

        #[test]
        fn no_trouble_on_the_way_ever_disconnects(
            start in prop::sample::select(list_states()),
            failures in prop::collection::vec(0..3_usize, 1..200),
        ) {
            let lost = start.is_lost();
            let mut state = start;
            for (minute, kind) in failures.iter().enumerate() {
                let at = Timestamp::from_millis(minute as i64 * 60_000);
                let reason = [FailureCode::NetDns, FailureCode::NetTimeout, FailureCode::RateLimited][*kind];
                let change = if minute % 2 == 0 {
                    verified(reason, at)
                } else {
                    StateChange::RefreshFailed { reason, at, next_try: at }
                };
                state = apply(&state, &change);
                prop_assert_eq!(state.is_lost(), lost, "{:?}", &state);
            }
        }

        #[test]
        fn trouble_keeps_the_time_at_which_it_began(
            failures in prop::collection::vec(prop::bool::ANY, 1..50),
        ) {
            let mut state = CredentialState::Connected;
            for (minute, is_no) in failures.iter().enumerate() {
                let at = Timestamp::from_millis(1_000 + minute as i64);
                let reason = if *is_no { FailureCode::AuthRejected } else { FailureCode::NetDns };
                state = apply(&state, &verified(reason, at));
                prop_assert_eq!(state.trouble_since(), Some(Timestamp::from_millis(1_000)));
            }
        }

        #[test]
        fn only_a_person_ends_an_archive_or_a_quarantine(
            start in prop::sample::select(vec![CredentialState::Archived, CredentialState::Quarantined]),
            changes in prop::collection::vec(change(), 0..20),
        ) {
            let a_persons = |change: &StateChange| matches!(change,
                StateChange::Restore | StateChange::Release | StateChange::Archive | StateChange::Quarantine);
            let mut state = start.clone();
            for change in changes.iter().filter(|change| !a_persons(change)) {
                state = apply(&state, change);
            }
            prop_assert_eq!(state, start);
        }

        #[test]
        fn a_pass_always_leads_back_to_connected_unless_a_person_set_it_aside(
            changes in prop::collection::vec(change(), 0..30),
        ) {
            let mut state = CredentialState::Unverified;
            changes.iter().for_each(|change| state = apply(&state, change));
            let pass = StateChange::Verified { outcome: Outcome::Passed, failure: None, at: AT };
            let after = apply(&state, &pass);
            let aside = matches!(state, CredentialState::Archived | CredentialState::Quarantined);
            prop_assert_eq!(after, if aside { state } else { CredentialState::Connected });
        }
    }
}

#[test]
fn what_ends_within_seven_days_is_expiring_and_what_ends_later_is_not() {
    let day = Duration::from_secs(24 * 60 * 60);
    let report = |ends| Verification { certificate_ends: Some(ends), ..passed() };
    let state = |ends| CredentialState::Unverified.after_report(&report(ends), AT).unwrap();
    assert_eq!(state(AT.plus(day * 7)), CredentialState::Expiring);
    assert_eq!(state(AT.plus(day * 8)), CredentialState::Connected);
    let secret = Verification { expires_at: Some(AT.plus(day)), ..report(AT.plus(day * 90)) };
    assert_eq!(
        CredentialState::Connected.after_report(&secret, AT).unwrap(),
        CredentialState::Expiring
    );
}

fn passed() -> Verification {
    Verification {
        outcome: Outcome::Passed,
        stages: Vec::new(),
        probe: String::new(),
        account: None,
        permissions: Vec::new(),
        expires_at: None,
        certificate_ends: None,
        host_key: None,
        field: None,
        retry_after: None,
        address: None,
    }
}

#[test]
fn a_line_that_breaks_proves_nothing_about_what_was_never_proven() {
    let broken = verified(FailureCode::NetDns, AT);
    assert_eq!(CredentialState::Unverified.after(&broken).unwrap(), CredentialState::Unverified);
    let scopes = vec!["mail".to_owned()];
    let reauth = CredentialState::ReauthRequired { scopes };
    assert_eq!(reauth.clone().after(&broken).unwrap(), reauth);
}
