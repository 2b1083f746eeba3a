//! Changes of state that a person makes: quarantine, release, restore.

use crate::Host;
use crate::failure::{OrFailure, insert_failure, save_failure};
use crate::lookup::get_credential_at;
use crate::record::Record;
use crate::view::CredentialViews;
use credenza_model::StateChange;
use credenza_protocol::credential::{ChangeCredential, SavedCredential};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::credential::{InsertRefused, count_live, save};
use credenza_vault::OsRandomness;

/// Applies `change` to the credential that `request` names, and records it as `operation`.
pub(crate) async fn change(
    host: &impl Host,
    request: &ChangeCredential,
    operation: OperationName,
    change: &StateChange,
) -> Result<SavedCredential, Failure> {
    let vault = host.app().vault().await?;
    // Read inside the write transaction: a dry run that ends now must not be overwritten.
    let mut tx = vault.store.write().await.or_failure()?;
    let mut row = get_credential_at(&vault, &request.credential, request.version).await?;
    let expected = row.version;
    row.state = row.state.after(change).map_err(|error| {
        Failure::new(ErrorCode::CredentialWrongState, format!("{}: {error}", row.name))
    })?;
    row.updated_at = host.app().now();
    if *change == StateChange::Restore {
        row.archived_at = None;
        let limit = vault.settings.credentials_per_connector;
        let used = count_live(&mut tx, &vault.scope, &row.connector).await.or_failure()?;
        if used >= i64::from(limit) {
            return Err(insert_failure(&InsertRefused::LimitReached(limit)));
        }
    }
    save(&mut tx, &vault.scope, &mut OsRandomness, &mut row, None, expected)
        .await
        .map_err(|error| save_failure(&error))?;
    Record::of(host, operation).about(row.id, &row.name).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let view = CredentialViews::read(&vault).await?.credential(&row);
    Ok(SavedCredential { credential: view })
}
