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

/// Whether there is anything to tell.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_any_notice(store: &crate::Store, scope: &Scope) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM health WHERE org_id = $1 AND notice IS NOT NULL LIMIT 1";
    let found: Option<i64> = sqlx::query_scalar(sql)
        .bind(scope.org.to_string())
        .fetch_optional(&mut *store.read().await?)
        .await?;
    Ok(found.is_some())
}

/// Takes every notice. The caller tells them once the transaction is committed.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn take_notices(store: &crate::Store, scope: &Scope) -> Result<Vec<Told>, StoreError> {
    if !is_any_notice(store, scope).await? {
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
