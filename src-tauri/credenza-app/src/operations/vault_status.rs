//! Whether a vault exists, whether it is open, and how it can be unlocked.

use crate::session::create::probe_keyring;
use crate::{App, Host};
use credenza_protocol::vault::{KeyringState, VaultStatusView};
use credenza_protocol::{Empty, ErrorCode, Failure};

pub(crate) async fn run(host: &impl Host, _: Empty) -> Result<VaultStatusView, Failure> {
    status(host.app()).await
}

/// The vault as a person sees it.
pub(crate) async fn status(app: &App) -> Result<VaultStatusView, Failure> {
    let status = app.session().status().await?;
    let open = app.vault().await.ok();
    let auto_lock =
        open.map(|vault| vault.settings.auto_lock_minutes).filter(|minutes| *minutes > 0);
    Ok(VaultStatusView {
        state: status.state,
        purpose: app.config().purpose,
        folder: app.folder().display().to_string(),
        id: status.vault.as_ref().map(|vault| vault.id.to_string()),
        methods: status.methods,
        keyring: keyring_state(app).await,
        auto_lock_minutes: auto_lock,
        created_at: status.vault.map(|vault| vault.created_at),
        unreadable: app.session().unreadable(),
        slots: status.slots,
        rotation_unfinished: status.rotation_unfinished,
    })
}

async fn keyring_state(app: &App) -> KeyringState {
    match probe_keyring(app.config()).await {
        Ok(()) => KeyringState::Available,
        Err(failure) if failure.code == ErrorCode::KeyringLocked => KeyringState::Locked,
        Err(_) => KeyringState::Unavailable,
    }
}
