//! Resumes the scheduled checks of a credential. The next one is planned from the last.

use super::health_pause::{get_live, view};
use crate::Host;
use crate::failure::OrFailure;
use crate::lifecycle::{Rhythm, roll};
use crate::record::Record;
use credenza_protocol::health::{ChangeChecks, HealthRow};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::health::{Due, find, plan, resume};

pub(crate) async fn run(host: &impl Host, request: ChangeChecks) -> Result<HealthRow, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let credential = get_live(&vault, &request).await?;
    let resumed = resume(&mut tx, &vault.scope, credential.id).await.or_failure()?;
    if let (Some(known), Some(rhythm)) = (&resumed, Rhythm::every(vault.settings.check_hours)) {
        let next = rhythm.first(host.app().now(), known.checked_at, 1, roll());
        let due = Due {
            credential: credential.id,
            next_check: Some(next),
            attempts: known.attempts,
            checked_at: known.checked_at,
        };
        plan(&mut tx, &vault.scope, &due).await.or_failure()?;
    }
    let health = find(&mut tx, &vault.scope, credential.id).await.or_failure()?;
    let record = Record::of(host, OperationName::HealthResume);
    record.about(credential.id, &credential.name).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    view(&vault, credential, health).await
}
