//! What a change of state means to those who want to be told: webhooks, and the person.
//!
//! A credential is *lost* from the moment it is disconnected (or wants a new sign-in) until it works
//! again. Everything between, degraded or quarantined, is no news to anybody.

use crate::CredentialState;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a webhook is told about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum WebhookEvent {
    /// A credential was saved for the first time, or taken back from the archive.
    #[serde(rename = "connection.created")]
    ConnectionCreated,
    /// A credential went to the archive.
    #[serde(rename = "connection.deleted")]
    ConnectionDeleted,
    /// The provider said no.
    #[serde(rename = "connection.disconnected")]
    ConnectionDisconnected,
    /// It works again.
    #[serde(rename = "connection.reconnected")]
    ConnectionReconnected,
}

impl WebhookEvent {
    /// Every event.
    pub const ALL: [Self; 4] = [
        Self::ConnectionCreated,
        Self::ConnectionDeleted,
        Self::ConnectionDisconnected,
        Self::ConnectionReconnected,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConnectionCreated => "connection.created",
            Self::ConnectionDeleted => "connection.deleted",
            Self::ConnectionDisconnected => "connection.disconnected",
            Self::ConnectionReconnected => "connection.reconnected",
        }
    }
}

/// What the person has not been told yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It was lost.
    Lost,
    /// It works again.
    Recovered,
}

/// What is remembered of a credential between two changes of its state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// It is in the archive.
    pub archived: bool,
    /// It is lost, and has not worked since.
    pub lost: bool,
    /// What the person has still to be told.
    pub notice: Option<Notice>,
}

impl Standing {
    /// Where a credential stands that nothing is remembered of. It is as it is: no news.
    #[must_use]
    pub fn of(state: &CredentialState) -> Self {
        let archived = matches!(state, CredentialState::Archived);
        Self { archived, lost: state.is_lost(), notice: None }
    }

    /// Where a new credential stands, and what webhooks are told.
    #[must_use]
    pub fn new(state: &CredentialState) -> (Self, WebhookEvent) {
        (Self::of(state), WebhookEvent::ConnectionCreated)
    }

    /// Where it stands after a change to `state`, and what webhooks are told, if anything.
    ///
    /// A person who was not told yet that it was lost is not told that it works again either.
    #[must_use]
    pub fn after(self, state: &CredentialState) -> (Self, Option<WebhookEvent>) {
        let now = Self::of(state);
        match (self.archived, now.archived) {
            (false, true) => return (now, Some(WebhookEvent::ConnectionDeleted)),
            (true, false) => return (now, Some(WebhookEvent::ConnectionCreated)),
            (true, true) => return (now, None),
            (false, false) => {}
        }
        if !self.lost && state.is_lost() {
            let notice = self.notice.xor(Some(Notice::Lost));
            (Self { lost: true, notice, ..now }, Some(WebhookEvent::ConnectionDisconnected))
        } else if self.lost && state.works() {
            let notice = self.notice.xor(Some(Notice::Recovered));
            (Self { lost: false, notice, ..now }, Some(WebhookEvent::ConnectionReconnected))
        } else {
            (self, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FailureCode, Timestamp};

    fn lost() -> CredentialState {
        let since = Timestamp::from_millis(1);
        CredentialState::Disconnected { reason: FailureCode::AuthRejected, since }
    }

    #[test]
    fn a_loss_is_told_once_until_it_works_again() {
        let standing = Standing::of(&CredentialState::Connected);
        let (standing, event) = standing.after(&lost());
        assert_eq!(event, Some(WebhookEvent::ConnectionDisconnected));
        assert_eq!(standing.notice, Some(Notice::Lost));
        let told = Standing { notice: None, ..standing };
        assert_eq!(told.after(&lost()), (told, None), "the second no is no news");
        let (quarantined, event) = told.after(&CredentialState::Quarantined);
        assert!(quarantined.lost && event.is_none());
        let (standing, event) = quarantined.after(&CredentialState::Connected);
        assert_eq!(event, Some(WebhookEvent::ConnectionReconnected));
        assert_eq!((standing.lost, standing.notice), (false, Some(Notice::Recovered)));
    }

    #[test]
    fn who_was_not_told_of_the_loss_is_not_told_of_the_recovery() {
        let (standing, _) = Standing::of(&CredentialState::Connected).after(&lost());
        let (standing, event) = standing.after(&CredentialState::Expiring);
        assert_eq!((standing.notice, event), (None, Some(WebhookEvent::ConnectionReconnected)));
    }

    #[test]
    fn transport_trouble_is_no_news() {
        let degraded = CredentialState::Degraded {
            reason: FailureCode::NetDns,
            since: Timestamp::from_millis(1),
            next_try: None,
        };
        let standing = Standing::of(&CredentialState::Connected);
        assert_eq!(standing.after(&degraded), (standing, None));
    }

    #[test]
    fn the_archive_deletes_and_a_restore_creates() {
        let (standing, _) = Standing::of(&CredentialState::Connected).after(&lost());
        let (standing, event) = standing.after(&CredentialState::Archived);
        assert_eq!(event, Some(WebhookEvent::ConnectionDeleted));
        assert!(!standing.lost && standing.notice.is_none(), "{standing:?}");
        let (standing, event) = standing.after(&CredentialState::Unverified);
        assert_eq!(event, Some(WebhookEvent::ConnectionCreated));
        assert_eq!(standing.after(&CredentialState::Connected).1, None);
    }
}
