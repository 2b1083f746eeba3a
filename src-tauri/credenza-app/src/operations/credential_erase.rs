//! Erases an archived credential for good: its row is overwritten, and the log is emptied so that no
//! copy stays there. A damaged row can be erased too.

use crate::Host;
use crate::failure::{OrFailure, archive_failure};
use crate::lookup::get_credential_row;
use crate::record::Record;
use crate::revocation::{has_grant, revoke};
use crate::session::OpenVault;
use credenza_model::CredentialId;
use credenza_protocol::credential::ChangeCredential;
use credenza_protocol::{Empty, ErrorCode, Failure, OperationName, Reference};
use credenza_store::table::credential::{CredentialRow, erase, list_overdue};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) async fn run(host: &impl Host, request: ChangeCredential) -> Result<Empty, Failure> {
    let vault = host.app().vault().await?;
    let row = get_credential_row(&vault, &request.credential).await?;
    let (id, name) = match &row {
        CredentialRow::Readable(row) if row.is_live() => {
            let text = format!("{} is not in the archive", row.name);
            return Err(Failure::new(ErrorCode::CredentialWrongState, text)
                .hint("Delete it first; from the archive it can be erased."));
        }
        CredentialRow::Readable(row) => (row.id, row.name.clone()),
        CredentialRow::Unreadable(row) => (row.id, row.name.clone()),
    };
    // Before, since afterwards nobody has the token any more.
    revoke_kept(host, &vault, row).await;
    erase_one(host, &vault, id, &name).await?;
    vault.store.checkpoint().await.or_failure()?;
    Ok(Empty {})
}

/// Revokes a grant that was kept when the credential was deleted. Never in the way of erasing.
async fn revoke_kept(host: &impl Host, vault: &OpenVault, row: CredentialRow) {
    let CredentialRow::Readable(credential) = row else { return };
    if has_grant(vault, &credential).await.unwrap_or(false) {
        revoke(host, OperationName::CredentialErase, &credential).await;
    }
}

async fn erase_one(
    host: &impl Host,
    vault: &OpenVault,
    id: CredentialId,
    name: &str,
) -> Result<(), Failure> {
    let mut tx = vault.store.write().await.or_failure()?;
    erase(&mut tx, &vault.scope, id).await.map_err(|error| archive_failure(name, &error))?;
    let record = Record::of(host, OperationName::CredentialErase).about(id, name);
    record.done(&mut tx, vault).await?;
    tx.commit().await.or_failure()
}

/// Erases what was in the archive for longer than the settings say.
pub(super) async fn erase_overdue(host: &impl Host) -> Result<(), Failure> {
    let vault = host.app().vault().await?;
    let kept = DAY * vault.settings.archive_days;
    let mut connection = vault.store.read().await.or_failure()?;
    let overdue =
        list_overdue(&mut connection, &vault.scope, host.app().now(), kept).await.or_failure()?;
    drop(connection);
    for id in &overdue {
        let row = get_credential_row(&vault, &Reference(id.to_string())).await?;
        revoke_kept(host, &vault, row).await;
        erase_one(host, &vault, *id, "").await?;
    }
    if !overdue.is_empty() {
        vault.store.checkpoint().await.or_failure()?;
    }
    Ok(())
}
