//! Opens the vault with the recovery kit and, when a method is named, makes that way to unlock anew: the
//! key it had is lost.

use super::vault_status::status;
use super::vault_unlock::record_accepted;
use crate::Host;
use crate::failure::OrFailure;
use crate::record::Record;
use credenza_protocol::vault::{RecoverVault, VaultState, VaultStatusView};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::activity::Detail;

pub(crate) async fn run(
    host: &impl Host,
    request: RecoverVault,
) -> Result<VaultStatusView, Failure> {
    let session = host.app().session();
    if session.status().await?.state == VaultState::Open {
        // Whoever has it open shall prove the kit all the same before a way to unlock is replaced.
        host.app().lock().await;
    }
    if let Some(accepted) = session.unlock_with_kit(request.recovery_kit.0, request.older).await? {
        record_accepted(host, accepted).await?;
    }
    record(host).await?;
    if let Some(method) = request.method {
        let passphrase = request.passphrase.map(|typed| typed.0);
        session.replace_slot(method, passphrase, &host.actor()).await?;
    }
    status(host.app()).await
}

/// That the kit was used is worth knowing, also when a command uses it.
async fn record(host: &impl Host) -> Result<(), Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let detail = Detail { reason: Some("recovery kit".to_owned()), ..Detail::default() };
    let record = Record::of(host, OperationName::VaultUnlock).about(vault.scope.vault, "");
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()
}
