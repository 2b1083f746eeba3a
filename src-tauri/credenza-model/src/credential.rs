//! A credential's state, and which state may follow which.

use crate::time::Timestamp;
use crate::verification::{FailureCode, Outcome, Verification};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What ends within this span makes a credential `expiring`: seven days.
pub const ENDS_SOON: Duration = Duration::from_secs(7 * 24 * 60 * 60);

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
    /// What was to end soon does not any more.
    EndsLater,
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
            (
                state
                @ (Self::Unverified | Self::Disconnected { .. } | Self::ReauthRequired { .. }),
                StateChange::Refreshed,
            ) => {
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
            (Self::Expiring, StateChange::EndsLater) => Self::Connected,
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
            // Once the provider has said no, a broken line is no news; and it proves nothing about
            // what was never proven.
            (Outcome::Failed, Some(_))
                if matches!(
                    self,
                    Self::Disconnected { .. } | Self::ReauthRequired { .. } | Self::Unverified
                ) =>
            {
                self
            }
            (Outcome::Failed, Some(reason)) => {
                let since = self.trouble_since().unwrap_or(at);
                Self::Degraded { reason, since, next_try: None }
            }
        }
    }

    /// The state after a dry run, with what the dry run says about the end of things:
    /// [`StateChange::Verified`], and then [`StateChange::EndsSoon`] if something ends within
    /// [`ENDS_SOON`].
    ///
    /// # Errors
    /// As [`CredentialState::after`].
    pub fn after_report(self, report: &Verification, at: Timestamp) -> Result<Self, StateError> {
        let change =
            StateChange::Verified { outcome: report.outcome, failure: report.failure_code(), at };
        let state = self.after(&change)?;
        let soon = report.ends_at().is_some_and(|end| end <= at.plus(ENDS_SOON));
        if soon && report.outcome == Outcome::Passed {
            return state.after(&StateChange::EndsSoon);
        }
        Ok(state)
    }

    /// The state as one word: as on the wire, in columns and in the documentation.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Connected => "connected",
            Self::Expiring => "expiring",
            Self::Refreshing => "refreshing",
            Self::Degraded { .. } => "degraded",
            Self::Disconnected { .. } => "disconnected",
            Self::ReauthRequired { .. } => "reauth_required",
            Self::Quarantined => "quarantined",
            Self::Archived => "archived",
        }
    }

    /// Whether it is lost until a person does something: the provider said no, or wants to see them.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::Disconnected { .. } | Self::ReauthRequired { .. })
    }

    /// Whether the provider was last heard to say yes.
    #[must_use]
    pub fn works(&self) -> bool {
        matches!(self, Self::Connected | Self::Expiring)
    }

    /// Whether looking at it again, without a person, can tell anything. What was never proven waits
    /// for a person's dry run, and what a person set aside stays alone.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        matches!(
            self,
            Self::Connected
                | Self::Expiring
                | Self::Refreshing
                | Self::Degraded { .. }
                | Self::Disconnected { .. }
        )
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
mod tests;
