//! Moves a credential to the archive, unless an active flow uses it. The database decides, in the
//! same transaction; what it refuses is explained. Then its tokens are revoked at the provider, unless the
//! person wants them kept.

use crate::Host;
use crate::failure::{OrFailure, archive_failure};
use crate::lookup::get_credential_at;
use crate::record::Record;
use crate::revocation::{has_grant, revoke};
use crate::view::CredentialViews;
use credenza_protocol::credential::{DeleteCredential, DeletedCredential, RevocationView};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Outcome;
use credenza_store::table::credential::archive;

pub(crate) async fn run(
    host: &impl Host,
    request: DeleteCredential,
) -> Result<DeletedCredential, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut row = get_credential_at(&vault, &request.credential, request.version).await?;
    if !row.is_live() {
        let text = format!("{} is in the archive already", row.name);
        return Err(Failure::new(ErrorCode::CredentialWrongState, text));
    }
    let record = Record::of(host, OperationName::CredentialDelete).about(row.id, &row.name);
    let name = row.name.clone();
    if let Err(error) = archive(&mut tx, &vault.scope, &mut row, host.app().now()).await {
        drop(tx);
        let failure = archive_failure(&name, &error);
        if failure.code == ErrorCode::CredentialInUse {
            record.not_done(host.app(), Outcome::Refused, &failure).await?;
        }
        return Err(failure);
    }
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let revocation = match has_grant(&vault, &row).await? {
        false => None,
        true if request.keep_grant => Some(RevocationView::Kept),
        true => revoke(host, OperationName::CredentialDelete, &row).await,
    };
    let view = CredentialViews::read(&vault).await?.credential(&row);
    Ok(DeletedCredential { credential: view, revocation })
}
