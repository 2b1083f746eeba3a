//! Writes the whole vault as one encrypted file: for the recovery kit, or for a passphrase of its own.

use crate::Host;
use crate::backup::{self, Destination};
use crate::failure::{OrFailure, weak_passphrase_failure};
use crate::record::Record;
use crate::session::{find_kit, no_kit};
use credenza_protocol::vault::{BackUp, BackupKey, BackupView};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::count_all;
use credenza_vault::check_passphrase;

pub(crate) async fn run(host: &impl Host, request: BackUp) -> Result<BackupView, Failure> {
    let app = host.app();
    let vault = app.vault().await?;
    let destination = match request.passphrase {
        Some(typed) => {
            check_passphrase(&typed.0, &["credenza", "backup"])
                .map_err(|error| weak_passphrase_failure(&error))?;
            Destination::Passphrase(typed.0)
        }
        None => {
            let kit = find_kit(&vault)
                .await?
                .ok_or_else(|| no_kit().hint("Make one, or back up to a passphrase."))?;
            Destination::Recovery(kit.recipient)
        }
    };
    let opened_by = match destination {
        Destination::Passphrase(_) => BackupKey::Passphrase,
        Destination::Recovery(_) => BackupKey::RecoveryKit,
    };
    let target = backup::prepare_target(&request.file, request.existing)?;
    let now = app.now();
    // Recorded first: a backup is a way out of the vault, and nobody shall make one unseen.
    let mut tx = vault.store.write().await.or_failure()?;
    let credentials = count_all(&mut tx, &vault.scope).await.or_failure()?;
    let after = match opened_by {
        BackupKey::Passphrase => "for a passphrase",
        BackupKey::RecoveryKit => "for the recovery kit",
    };
    let detail =
        Detail { after: Some(after.to_owned()), count: Some(credentials), ..Detail::default() };
    let record = Record::of(host, OperationName::VaultBackup).about(vault.scope.vault, "");
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let bytes = backup::write(&vault, destination, target.clone(), now).await?;
    Ok(BackupView {
        file: target.path.display().to_string(),
        bytes,
        opened_by,
        credentials,
        created_at: now,
    })
}
