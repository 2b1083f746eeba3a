//! Writing flows: a new version each time, activation, pause, deletion.

use super::reference::{StepReference, guard_references, list_references, release_references};
use super::row::{Flow, status_text};
use super::{FLOW, FLOW_VERSION, list};
use crate::error::Constraint;
use crate::table::json;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{FlowDocument, FlowStatus, Timestamp};

/// Why a version was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveFlowRefused {
    /// There is a newer version by now.
    #[error("it was changed elsewhere")]
    ChangedElsewhere,
    /// Another flow has that name.
    #[error("the name is taken")]
    NameTaken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a flow was not activated.
#[derive(Debug, thiserror::Error)]
pub enum ActivateRefused {
    /// A credential was archived or erased in the meantime.
    #[error("a credential is no longer there")]
    CredentialGone,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Saves a document as version `flow.version + 1` (1 for a new flow) and rebuilds what it refers to.
/// What the active version refers to stays guarded.
///
/// # Errors
/// [`SaveFlowRefused`].
pub async fn insert_version(
    tx: &mut WriteTx,
    scope: &Scope,
    flow: &mut Flow,
    document: &FlowDocument,
    references: &[StepReference],
    now: Timestamp,
) -> Result<(), SaveFlowRefused> {
    let expected = flow.version;
    flow.version += 1;
    flow.name = document.name.to_string();
    flow.updated_at = now;
    if expected == 0 {
        insert(tx, scope, flow).await?
    } else {
        update(tx, scope, flow, expected).await?
    }
    let text = json::write(document);
    let mac = scope.row_mac(FLOW_VERSION, list::canonical(flow.id, flow.version, &text, now));
    sqlx::query("INSERT INTO flow_version (flow_id, version, document, created_at, row_mac) VALUES ($1, $2, $3, $4, $5)")
        .bind(flow.id.to_string())
        .bind(flow.version)
        .bind(text)
        .bind(now.as_millis())
        .bind(mac)
        .execute(&mut **tx)
        .await
        .map_err(StoreError::from)?;
    Ok(list_references(tx, flow.id, references).await?)
}

/// Makes the newest version the active one and guards what it refers to, in the same transaction.
///
/// # Errors
/// [`ActivateRefused`].
pub async fn activate(
    tx: &mut WriteTx,
    scope: &Scope,
    flow: &mut Flow,
    references: &[StepReference],
    now: Timestamp,
) -> Result<(), ActivateRefused> {
    match guard_references(tx, flow.id, references).await {
        Err(StoreError::Constraint(Constraint::ForeignKey)) => {
            return Err(ActivateRefused::CredentialGone);
        }
        other => other?,
    }
    flow.status = FlowStatus::Active;
    flow.active_version = Some(flow.version);
    flow.updated_at = now;
    Ok(touch(tx, scope, flow).await?)
}

/// Pauses a flow; its credentials are no longer guarded by it.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause(
    tx: &mut WriteTx,
    scope: &Scope,
    flow: &mut Flow,
    now: Timestamp,
) -> Result<(), StoreError> {
    release_references(tx, flow.id).await?;
    flow.status = FlowStatus::Paused;
    flow.active_version = None;
    flow.updated_at = now;
    touch(tx, scope, flow).await
}

/// Deletes a flow with all its versions, if it still has the version that was looked at.
///
/// # Errors
/// [`SaveFlowRefused::ChangedElsewhere`]; the database.
pub async fn delete(tx: &mut WriteTx, scope: &Scope, flow: &Flow) -> Result<(), SaveFlowRefused> {
    let id = flow.id.to_string();
    let done = sqlx::query("DELETE FROM flow WHERE org_id = $1 AND id = $2 AND version = $3")
        .bind(scope.org.to_string())
        .bind(id.as_str())
        .bind(flow.version)
        .execute(&mut **tx)
        .await
        .map_err(StoreError::from)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(SaveFlowRefused::ChangedElsewhere) }
}

async fn insert(tx: &mut WriteTx, scope: &Scope, flow: &Flow) -> Result<(), SaveFlowRefused> {
    let sql = "INSERT INTO flow (org_id, id, name, search, status, version, active_version, created_at, \
               updated_at, row_mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let done = bind(sqlx::query(sql), scope, flow).execute(&mut **tx).await;
    done.map(|_| ()).map_err(|error| refused(error.into()))
}

async fn touch(tx: &mut WriteTx, scope: &Scope, flow: &Flow) -> Result<(), StoreError> {
    match update(tx, scope, flow, flow.version).await {
        Ok(()) => Ok(()),
        Err(SaveFlowRefused::Store(error)) => Err(error),
        Err(_) => Err(StoreError::tampered(FLOW, &flow.id.to_string())),
    }
}

async fn update(
    tx: &mut WriteTx,
    scope: &Scope,
    flow: &Flow,
    expected: i64,
) -> Result<(), SaveFlowRefused> {
    let sql = "UPDATE flow SET name = $3, search = $4, status = $5, version = $6, active_version = $7, \
               created_at = $8, updated_at = $9, row_mac = $10 WHERE org_id = $1 AND id = $2 AND version = $11";
    let done = bind(sqlx::query(sql), scope, flow).bind(expected).execute(&mut **tx).await;
    match done {
        Ok(done) if done.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(SaveFlowRefused::ChangedElsewhere),
        Err(error) => Err(refused(error.into())),
    }
}

fn refused(error: StoreError) -> SaveFlowRefused {
    match error {
        StoreError::Constraint(Constraint::Unique) => SaveFlowRefused::NameTaken,
        other => SaveFlowRefused::Store(other),
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind<'q>(query: Query<'q>, scope: &Scope, flow: &Flow) -> Query<'q> {
    query
        .bind(scope.org.to_string())
        .bind(flow.id.to_string())
        .bind(flow.name.clone())
        .bind(flow.name.to_lowercase())
        .bind(status_text(flow.status))
        .bind(flow.version)
        .bind(flow.active_version)
        .bind(flow.created_at.as_millis())
        .bind(flow.updated_at.as_millis())
        .bind(scope.row_mac(FLOW, flow.canonical()))
}
