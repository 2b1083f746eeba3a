//! Notifications of the operating system: a verification that ended, a credential that was lost or works
//! again (told once each, by whoever changed its state). Only when the window is not in front, and never with a name,
//! a host or anything else that should not stand on a locked screen.

use crate::window;
use credenza_model::Outcome;
use credenza_protocol::Event;
use std::collections::HashMap;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

/// How many credentials of each running verification have failed so far.
#[derive(Default)]
pub(crate) struct Attention {
    failed: HashMap<String, u64>,
}

impl Attention {
    /// Takes note of an event, and shows a notification when a verification ended out of sight.
    pub(crate) fn notice(&mut self, app: &AppHandle, event: &Event) {
        let Some(text) = self.text(event) else { return };
        let in_front = app
            .get_webview_window(window::LABEL)
            .is_some_and(|window| window.is_focused().unwrap_or(false));
        if in_front {
            return;
        }
        let shown = app.notification().builder().title("Credenza").body(text).show();
        if let Err(error) = shown {
            tracing::debug!(%error, "the desktop shows no notifications");
        }
    }

    /// What to say, if anything: which credential stands in the window, not on a locked screen.
    fn text(&mut self, event: &Event) -> Option<String> {
        match event {
            Event::CredentialLost { .. } => {
                Some("A credential no longer works. Open Credenza to reconnect it.".to_owned())
            }
            Event::CredentialRecovered { .. } => Some("A credential works again.".to_owned()),
            _ => self.verified(event),
        }
    }

    /// What to say once the last credential of a verification of several is done.
    fn verified(&mut self, event: &Event) -> Option<String> {
        let Event::CredentialVerified { verification, outcome, done, total, .. } = event else {
            return None;
        };
        let failed = self.failed.entry(verification.clone()).or_default();
        *failed += u64::from(*outcome == Outcome::Failed);
        if done < total {
            return None;
        }
        let failed = self.failed.remove(verification).unwrap_or_default();
        (*total > 1 || failed > 0).then(|| sentence(failed, *total))
    }
}

fn sentence(failed: u64, total: u64) -> String {
    match (failed, total) {
        (0, _) => format!("Verification finished: none of {total} credentials failed."),
        (1, 1) => "A credential needs attention.".to_owned(),
        (1, _) => format!("Verification finished: 1 of {total} credentials needs attention."),
        _ => format!("Verification finished: {failed} of {total} credentials need attention."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use credenza_model::CredentialId;

    fn verified(outcome: Outcome, done: u64, total: u64) -> Event {
        let verification = "nightly".to_owned();
        let credential = CredentialId::from_random([7; 16]);
        Event::CredentialVerified { verification, credential, outcome, done, total }
    }

    #[test]
    fn several_failures_are_told_once_at_the_end() {
        let mut attention = Attention::default();
        assert_eq!(attention.text(&verified(Outcome::Failed, 1, 3)), None);
        assert_eq!(attention.text(&verified(Outcome::Passed, 2, 3)), None);
        let text = attention.text(&verified(Outcome::Failed, 3, 3)).unwrap();
        assert_eq!(text, "Verification finished: 2 of 3 credentials need attention.");
        assert!(attention.failed.is_empty());
    }

    #[test]
    fn a_loss_and_a_recovery_are_told_without_a_name() {
        let credential = CredentialId::from_random([7; 16]);
        let connector: credenza_model::ConnectorId = "http-bearer".parse().unwrap();
        let lost = Event::CredentialLost {
            credential,
            name: "Payroll".to_owned(),
            connector: connector.clone(),
            reason: credenza_model::FailureCode::AuthRejected,
        };
        let name = "Payroll".to_owned();
        let recovered = Event::CredentialRecovered { credential, name, connector };
        for event in [lost, recovered] {
            let text = Attention::default().text(&event).unwrap();
            assert!(!text.contains("Payroll") && !text.contains("http-bearer"), "{text}");
        }
    }

    #[test]
    fn one_that_passed_is_not_worth_a_notification() {
        assert_eq!(Attention::default().text(&verified(Outcome::Passed, 1, 1)), None);
        assert!(Attention::default().text(&verified(Outcome::Failed, 1, 1)).is_some());
    }
}
