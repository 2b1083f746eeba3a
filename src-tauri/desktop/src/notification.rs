//! Notifications of the operating system: a credential that was lost or works again (told once each, by
//! whoever changed its state), and the end of a verification of several, which says nothing of them for the
//! same reason. Only when the window is not in front, and never with a name, a host or anything else that
//! should not stand on a locked screen.

use crate::window;
use credenza_protocol::Event;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

/// Shows a notification when an event is worth one and happened out of sight.
pub(crate) fn notice(app: &AppHandle, event: &Event) {
    let Some(text) = text(event) else { return };
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
fn text(event: &Event) -> Option<String> {
    match event {
        Event::CredentialLost { .. } => {
            Some("A credential no longer works. Open Credenza to reconnect it.".to_owned())
        }
        Event::CredentialRecovered { .. } => Some("A credential works again.".to_owned()),
        Event::CredentialVerified { done, total, .. } if *total > 1 && done == total => {
            Some(format!("The verification of {total} credentials has finished."))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use credenza_model::{CredentialId, Outcome};

    fn verified(done: u64, total: u64) -> Event {
        Event::CredentialVerified {
            verification: "nightly".to_owned(),
            credential: CredentialId::from_random([7; 16]),
            outcome: Outcome::Failed,
            done,
            total,
        }
    }

    #[test]
    fn a_failed_verification_is_left_to_the_loss_which_is_told_once() {
        assert_eq!(text(&verified(1, 1)), None);
    }

    #[test]
    fn the_end_of_a_verification_of_several_is_told_once() {
        assert_eq!(text(&verified(1, 3)), None);
        let end = text(&verified(3, 3)).unwrap();
        assert_eq!(end, "The verification of 3 credentials has finished.");
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
            let text = text(&event).unwrap();
            assert!(!text.contains("Payroll") && !text.contains("http-bearer"), "{text}");
        }
    }
}
