//! Pauses the scheduled checks of a credential.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_credential;
use crate::record::Record;
use crate::session::OpenVault;
use crate::view::HealthViews;
use credenza_protocol::health::{ChangeChecks, HealthRow};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::credential::{Credential, CredentialRow};
use credenza_store::table::health::{Health, pause};

pub(crate) async fn run(host: &impl Host, request: ChangeChecks) -> Result<HealthRow, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let credential = get_live(&vault, &request).await?;
    let health = pause(&mut tx, &vault.scope, credential.id).await.or_failure()?;
    let record = Record::of(host, OperationName::HealthPause);
    record.about(credential.id, &credential.name).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    view(&vault, credential, health).await
}

pub(super) async fn get_live(
    vault: &OpenVault,
    request: &ChangeChecks,
) -> Result<Credential, Failure> {
    let credential = get_credential(vault, &request.credential).await?;
    if credential.is_live() {
        return Ok(credential);
    }
    let text = format!("{} is in the archive, where nothing is checked", credential.name);
    Err(Failure::new(ErrorCode::CredentialWrongState, text).hint("Restore it first."))
}

pub(super) async fn view(
    vault: &OpenVault,
    credential: Credential,
    health: Option<Health>,
) -> Result<HealthRow, Failure> {
    let row = CredentialRow::Readable(Box::new(credential));
    Ok(HealthViews::read(vault).await?.row(&row, health.as_ref()))
}
