//! Renames a credential.

use crate::Host;
use crate::failure::{OrFailure, save_failure};
use crate::lookup::get_credential_at;
use crate::record::Record;
use crate::view::CredentialViews;
use credenza_protocol::credential::{RenameCredential, SavedCredential};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::save;
use credenza_vault::OsRandomness;

pub(crate) async fn run(
    host: &impl Host,
    request: RenameCredential,
) -> Result<SavedCredential, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut row = get_credential_at(&vault, &request.credential, request.version).await?;
    let before = std::mem::replace(&mut row.name, request.name.to_string());
    row.updated_at = host.app().now();
    let expected = row.version;
    save(&mut tx, &vault.scope, &mut OsRandomness, &mut row, None, expected)
        .await
        .map_err(|error| save_failure(&error))?;
    let detail =
        Detail { before: Some(before), after: Some(row.name.clone()), ..Detail::default() };
    let record = Record::of(host, OperationName::CredentialRename).about(row.id, &row.name);
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let view = CredentialViews::read(&vault).await?.credential(&row);
    Ok(SavedCredential { credential: view })
}
