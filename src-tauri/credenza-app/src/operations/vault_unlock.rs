//! Opens the vault. Who opened it is recorded, and what was in the archive for too long is erased.

use super::credential_erase::erase_overdue;
use super::vault_status::status;
use crate::failure::{OrFailure, store_failure};
use crate::record::Record;
use crate::session::AcceptedOlder;
use crate::{App, Host};
use credenza_protocol::vault::{UnlockVault, VaultState, VaultStatusView};
use credenza_protocol::{Failure, OperationName};
use credenza_store::StoreError;
use credenza_store::table::activity::Detail;

pub(crate) async fn run(
    host: &impl Host,
    request: UnlockVault,
) -> Result<VaultStatusView, Failure> {
    let app = host.app();
    let was_open = app.session().status().await?.state == VaultState::Open;
    let passphrase = request.passphrase.map(|typed| typed.0);
    let accepted = app.session().unlock(passphrase, request.older).await?;
    if let Some(accepted) = accepted {
        record_accepted(host, accepted).await?;
    }
    if !was_open {
        app.session().remove_stale_items(&host.actor()).await?;
    }
    if !was_open && host.actor().kind != credenza_model::ActorKind::CommandLine {
        refuse_damaged(app).await?;
        record(host).await?;
        erase_overdue(host).await?;
    }
    status(app).await
}

/// A window's session begins with a look at the file; a damaged one is left as it is.
async fn refuse_damaged(app: &App) -> Result<(), Failure> {
    let vault = app.vault().await?;
    let Some(damage) = vault.store.find_damage().await.or_failure()? else { return Ok(()) };
    app.lock().await;
    Err(store_failure(&StoreError::Corrupt(damage)))
}

/// An older vault was opened on purpose; from here on this is the one that was last seen.
pub(super) async fn record_accepted(
    host: &impl Host,
    accepted: AcceptedOlder,
) -> Result<(), Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let detail = Detail {
        reason: Some("an older vault was accepted".to_owned()),
        before: Some(format!("{} entries", accepted.seen)),
        after: Some(format!("{} entries", accepted.found)),
        ..Detail::default()
    };
    let record = Record::of(host, OperationName::VaultUnlock).about(vault.scope.vault, "");
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    host.app().session().anchor().await;
    Ok(())
}

/// A command unlocks for itself alone, and what it does is recorded; a window's session is an event.
async fn record(host: &impl Host) -> Result<(), Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let record = Record::of(host, OperationName::VaultUnlock).about(vault.scope.vault, "");
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()
}
