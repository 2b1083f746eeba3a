//! Makes a vault from a backup, or from a snapshot, in a folder that has none. An existing vault is never
//! touched.

use super::vault_status::status;
use crate::Host;
use crate::backup::{self, Source};
use crate::failure::{OrFailure, kit_failure};
use credenza_protocol::vault::{RestoreVault, UnlockMethod, VaultStatusView};
use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::RecoveryKit;
use serde_json::json;
use std::path::PathBuf;

pub(crate) async fn run(
    host: &impl Host,
    request: RestoreVault,
) -> Result<VaultStatusView, Failure> {
    let app = host.app();
    app.session().refuse_existing().await?;
    let path = PathBuf::from(&request.file);
    match backup::look_at(&path)? {
        Source::Snapshot => {
            app.session().restore_snapshot(path).await?;
        }
        Source::Export => {
            let opener = match (request.recovery_kit, request.backup_passphrase) {
                (Some(kit), None) => {
                    backup::Opener::Kit(RecoveryKit::read(&kit.0).map_err(kit_failure)?)
                }
                (None, Some(passphrase)) => backup::Opener::Passphrase(passphrase.0),
                _ => return Err(key_needed()),
            };
            let method = request.method.unwrap_or(UnlockMethod::Passphrase);
            let passphrase = request.passphrase.map(|typed| typed.0);
            let session = app.session();
            session.restore_export(path, opener, method, passphrase, &host.actor()).await?;
            session.anchor().await;
            app.vault().await?.store.checkpoint().await.or_failure()?;
        }
    }
    status(app).await
}

fn key_needed() -> Failure {
    Failure::new(
        ErrorCode::RequestInvalid,
        "A backup is opened with the recovery kit or with its passphrase: one of the two",
    )
    .hint("Give one of them.")
    .details(json!({"missing": "backup_key"}))
}
