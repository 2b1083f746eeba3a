//! The archive, and erasing from it. The database itself refuses both while an active flow refers to
//! the credential; the recount only says by whom.

use super::row::Credential;
use super::usage::{FlowUse, list_uses};
use super::{TABLE, save};
use crate::error::Constraint;
use crate::table::flow::check_guard;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, CredentialState, StateChange, Timestamp};
use sqlx::SqliteConnection;
use std::time::Duration;

/// Why a credential stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveRefused {
    /// Active flows use it.
    #[error("{} active flows use it", .0.len())]
    InUse(Vec<FlowUse>),
    /// It is there already; its time there does not begin anew.
    #[error("it is in the archive already")]
    AlreadyArchived,
    /// It has another version by now.
    #[error("it was changed elsewhere")]
    ChangedElsewhere,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Moves a credential to the archive.
///
/// # Errors
/// [`ArchiveRefused`].
pub async fn archive(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: &mut Credential,
    now: Timestamp,
) -> Result<(), ArchiveRefused> {
    if !credential.is_live() {
        return Err(ArchiveRefused::AlreadyArchived);
    }
    refuse_in_use(tx, scope, credential.id).await?;
    let found = save::Found::of(credential);
    credential.state =
        credential.state.clone().after(&StateChange::Archive).unwrap_or(CredentialState::Archived);
    credential.archived_at = Some(now);
    credential.updated_at = now;
    credential.version += 1;
    match save::write(tx, scope, credential, found, now).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(ArchiveRefused::ChangedElsewhere),
        Err(error) => Err(in_use_or(tx, credential.id, error).await),
    }
}

/// Erases a credential. What was its place in the file is overwritten (`secure_delete`), and the
/// caller truncates the log.
///
/// # Errors
/// [`ArchiveRefused`].
pub async fn erase(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
) -> Result<(), ArchiveRefused> {
    refuse_in_use(tx, scope, id).await?;
    let done = sqlx::query("DELETE FROM credential WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .execute(&mut **tx)
        .await
        .map_err(StoreError::from);
    match done {
        Ok(done) if done.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(ArchiveRefused::ChangedElsewhere),
        Err(error) => Err(in_use_or(tx, id, error).await),
    }
}

/// Credentials that were archived longer than `kept` ago.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_overdue(
    connection: &mut SqliteConnection,
    scope: &Scope,
    now: Timestamp,
    kept: Duration,
) -> Result<Vec<CredentialId>, StoreError> {
    let before =
        now.as_millis().saturating_sub(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX));
    let sql = "SELECT id FROM credential WHERE org_id = $1 AND live = 0 AND archived_at < $2";
    let ids: Vec<String> = sqlx::query_scalar(sql)
        .bind(scope.org.to_string())
        .bind(before)
        .fetch_all(connection)
        .await?;
    ids.iter().map(|id| id.parse().map_err(|_| StoreError::tampered(TABLE, id))).collect()
}

async fn refuse_in_use(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
) -> Result<(), ArchiveRefused> {
    // Links that were removed behind Credenza's back would lift the guard.
    check_guard(tx, scope).await?;
    let uses = list_uses(tx, id).await?;
    let active: Vec<FlowUse> = uses.into_iter().filter(|flow| flow.active).collect();
    if active.is_empty() { Ok(()) } else { Err(ArchiveRefused::InUse(active)) }
}

/// The foreign key spoke although the recount found nothing: the database has the last word.
async fn in_use_or(tx: &mut WriteTx, id: CredentialId, error: StoreError) -> ArchiveRefused {
    if matches!(error, StoreError::Constraint(Constraint::ForeignKey)) {
        return ArchiveRefused::InUse(list_uses(tx, id).await.unwrap_or_default());
    }
    error.into()
}
