//! A credential's state, and which state may follow which.

use crate::time::Timestamp;
use crate::verification::{FailureCode, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a credential stands. The words are those that people see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CredentialState {
    /// Saved without a dry run, by policy and with a reason.
    Unverified,
    /// The last dry run passed.
    Connected,
    /// Works, and ends soon.
    Expiring,
    /// A token is being renewed.
    Refreshing,
    /// Transport trouble: the provider has said neither yes nor no.
    Degraded {
        /// Why.
        reason: FailureCode,
        /// Since when.
        since: Timestamp,
        /// When it is tried again.
        next_try: Option<Timestamp>,
    },
    /// The provider said no.
    Disconnected {
        /// Why.
        reason: FailureCode,
        /// Since when.
        since: Timestamp,
    },
    /// A person has to sign in again.
    ReauthRequired {
        /// What has to be granted.
        scopes: Vec<String>,
    },
    /// Set aside by a person: kept, and used by nothing.
    Quarantined,
    /// Deleted, and restorable for a while.
    Archived,
}

/// What can happen to a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateChange {
    /// A dry run ended.
    Verified {
        /// The verdict.
        outcome: Outcome,
        /// On failure, why.
        failure: Option<FailureCode>,
        /// When.
        at: Timestamp,
    },
    /// A token was renewed: the provider said yes.
    Refreshed,
    /// A renewal failed on the way: the provider said neither yes nor no.
    RefreshFailed {
        /// Why.
        reason: FailureCode,
        /// When.
        at: Timestamp,
        /// When it is tried again.
        next_try: Timestamp,
    },
    /// The provider no longer honours the grant.
    GrantLost {
        /// Why.
        reason: FailureCode,
        /// When.
        at: Timestamp,
    },
    /// A person has to grant more.
    ScopesMissing {
        /// What.
        scopes: Vec<String>,
    },
    /// It works, and ends soon.
    EndsSoon,
    /// A person set it aside.
    Quarantine,
    /// A person took it back; it has to be verified again.
    Release,
    /// A person deleted it.
    Archive,
    /// A person restored it; it has to be verified again.
    Restore,
}

/// Why a change is not possible.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StateError {
    /// The credential is archived.
    #[error("the credential is in the archive; restore it first")]
    Archived,
    /// The credential is not archived.
    #[error("the credential is not in the archive")]
    NotArchived,
    /// The credential is not quarantined.
    #[error("the credential is not quarantined")]
    NotQuarantined,
}

impl CredentialState {
    /// The state after `change`.
    ///
    /// # Errors
    /// When the change does not fit the state: an archived credential can only be restored.
    pub fn after(self, change: &StateChange) -> Result<Self, StateError> {
        match (self, change) {
            (Self::Archived, StateChange::Restore) => Ok(Self::Unverified),
            (Self::Archived, _) => Err(StateError::Archived),
            (_, StateChange::Restore) => Err(StateError::NotArchived),
            (_, StateChange::Archive) => Ok(Self::Archived),
            (_, StateChange::Quarantine) => Ok(Self::Quarantined),
            (Self::Quarantined, StateChange::Release) => Ok(Self::Unverified),
            (_, StateChange::Release) => Err(StateError::NotQuarantined),
            // A dry run tells what the provider thinks; only a person ends a quarantine.
            (Self::Quarantined, _) => Ok(Self::Quarantined),
            (state, StateChange::Verified { outcome, failure, at }) => {
                Ok(state.after_verification(*outcome, *failure, *at))
            }
            (state, change) => Ok(state.after_refresh(change)),
        }
    }

    fn after_refresh(self, change: &StateChange) -> Self {
        match (self, change) {
            (state @ (Self::Unverified | Self::Disconnected { .. }), StateChange::Refreshed) => {
                // A new token is no proof that the probe passes; the dry run that follows says so.
                state
            }
            (_, StateChange::Refreshed) => Self::Connected,
            (state, StateChange::GrantLost { reason, at }) => {
                let since = state.trouble_since().unwrap_or(*at);
                Self::Disconnected { reason: *reason, since }
            }
            (_, StateChange::ScopesMissing { scopes }) => {
                Self::ReauthRequired { scopes: scopes.clone() }
            }
            (Self::Connected, StateChange::EndsSoon) => Self::Expiring,
            (
                state @ (Self::Connected
                | Self::Expiring
                | Self::Refreshing
                | Self::Degraded { .. }),
                StateChange::RefreshFailed { reason, at, next_try },
            ) => {
                let since = state.trouble_since().unwrap_or(*at);
                Self::Degraded { reason: *reason, since, next_try: Some(*next_try) }
            }
            (state, _) => state,
        }
    }

    fn after_verification(
        self,
        outcome: Outcome,
        failure: Option<FailureCode>,
        at: Timestamp,
    ) -> Self {
        match (outcome, failure) {
            (Outcome::Passed, _) => Self::Connected,
            (Outcome::NotTestable, _) => Self::Unverified,
            (Outcome::Failed, None | Some(FailureCode::Cancelled)) => self,
            (Outcome::Failed, Some(reason)) if reason.is_providers_no() => {
                let since = self.trouble_since().unwrap_or(at);
                Self::Disconnected { reason, since }
            }
            // Once the provider has said no, a broken line is no news.
            (Outcome::Failed, Some(_)) if matches!(self, Self::Disconnected { .. }) => self,
            (Outcome::Failed, Some(reason)) => {
                let since = self.trouble_since().unwrap_or(at);
                Self::Degraded { reason, since, next_try: None }
            }
        }
    }

    /// Since when it has not worked.
    #[must_use]
    pub fn trouble_since(&self) -> Option<Timestamp> {
        match self {
            Self::Degraded { since, .. } | Self::Disconnected { since, .. } => Some(*since),
            _ => None,
        }
    }

    /// Why it does not work, or not well.
    #[must_use]
    pub fn failure_code(&self) -> Option<FailureCode> {
        match self {
            Self::Degraded { reason, .. } | Self::Disconnected { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    /// Whether a step of an active flow may use it.
    #[must_use]
    pub fn may_be_used(&self) -> bool {
        matches!(self, Self::Connected | Self::Expiring | Self::Refreshing | Self::Degraded { .. })
    }

    /// Whether a person should look at it.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        matches!(
            self,
            Self::Expiring
                | Self::Degraded { .. }
                | Self::Disconnected { .. }
                | Self::ReauthRequired { .. }
        )
    }
}

impl FailureCode {
    /// Whether the other side refused the credential itself, as against trouble on the way to it.
    #[must_use]
    pub fn is_providers_no(self) -> bool {
        matches!(
            self,
            Self::AuthRejected
                | Self::AuthExpired
                | Self::AuthRevoked
                | Self::RefreshInterrupted
                | Self::PermDenied
                | Self::TargetNotFound
                | Self::HostKeyChanged
        )
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            CredentialState::Quarantined.after(&pass).unwrap(),
            CredentialState::Quarantined
        );
    }

    #[test]
    fn a_renewal_heals_trouble_but_proves_nothing_about_what_was_lost() {
        let degraded = CredentialState::Degraded {
            reason: FailureCode::NetTimeout,
            since: AT,
            next_try: None,
        };
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
        assert_eq!(
            CredentialState::Quarantined.after(&lost).unwrap(),
            CredentialState::Quarantined
        );
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
}
