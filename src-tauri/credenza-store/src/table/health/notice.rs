//! What people have still to be told. Taking a notice and telling it is one process's: the flag is
//! cleared in the same transaction in which it is read.

use super::row;
use crate::table::credential::{self, CredentialRow};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, CredentialState, FailureCode, Notice};

/// Something that a person is told now, and nobody again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which credential.
    pub credential: CredentialId,
    /// Its name.
    pub name: String,
    /// Its connector.
    pub connector: String,
    /// What.
    pub notice: Notice,
    /// Why it was lost.
    pub reason: FailureCode,
}

/// Which notices wait to be told: the credential, and the number of the change that it is about.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_notices(
    store: &crate::Store,
    scope: &Scope,
) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT credential_id, changes FROM health WHERE org_id = $1 AND notice IS NOT NULL";
    let rows = sqlx::query_as(sql).bind(scope.org.to_string());
    Ok(rows.fetch_all(&mut *store.read().await?).await?)
}

/// Takes every notice. The caller tells them once the transaction is committed.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn take_notices(store: &crate::Store, scope: &Scope) -> Result<Vec<Told>, StoreError> {
    if list_notices(store, scope).await?.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = store.write().await?;
    let taken = take(&mut tx, scope).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn take(tx: &mut WriteTx, scope: &Scope) -> Result<Vec<Told>, StoreError> {
    let rows = sqlx::query("SELECT * FROM health WHERE org_id = $1 AND notice IS NOT NULL")
        .bind(scope.org.to_string())
        .fetch_all(&mut **tx)
        .await?;
    let mut told = Vec::new();
    for mut health in rows.iter().filter_map(|row| row::read(scope, row)) {
        let Some(notice) = health.standing.notice.take() else { continue };
        row::put(tx, scope, &health).await?;
        if let Some(CredentialRow::Readable(credential)) =
            credential::find(tx, scope, health.credential).await?
        {
            told.push(Told {
                credential: credential.id,
                reason: reason(&credential.state),
                name: credential.name,
                connector: credential.connector,
                notice,
            });
        }
    }
    Ok(told)
}

/// Why a credential is lost. One that wants a new sign-in may not do what it has to.
fn reason(state: &CredentialState) -> FailureCode {
    match state {
        CredentialState::Disconnected { reason, .. } | CredentialState::Degraded { reason, .. } => {
            *reason
        }
        CredentialState::ReauthRequired { .. } => FailureCode::PermDenied,
        _ => FailureCode::AuthRejected,
    }
}
