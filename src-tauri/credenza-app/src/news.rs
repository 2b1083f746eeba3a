//! News about a credential: lost, and works again. Told once each, by whichever process changed the state.

use crate::App;
use credenza_model::{ConnectorId, CredentialState};
use credenza_protocol::Event;
use credenza_store::table::credential::Credential;

/// Tells what the change from `before` to the credential's present state means, if anything.
pub(crate) fn tell(app: &App, before: &CredentialState, credential: &Credential) {
    let (id, name) = (credential.id, credential.name.clone());
    let connector = credential.connector.parse().unwrap_or_else(|_| ConnectorId::unknown());
    match (&credential.state, is_lost(before)) {
        (CredentialState::Disconnected { reason, .. }, false) => {
            let reason = *reason;
            app.tell(Event::CredentialLost { credential: id, name, connector, reason });
        }
        (state, true) if state.may_be_used() => {
            app.tell(Event::CredentialRecovered { credential: id, name, connector });
        }
        _ => {}
    }
}

fn is_lost(state: &CredentialState) -> bool {
    matches!(state, CredentialState::Disconnected { .. } | CredentialState::ReauthRequired { .. })
}
