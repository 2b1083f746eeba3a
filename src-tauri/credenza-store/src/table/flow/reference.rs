//! Which steps refer to which credentials.

use super::list;
use super::row::Flow;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, FlowId};
use sqlx::SqliteConnection;

/// A step that names a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepReference {
    /// The step's id.
    pub step: String,
    /// Its credential.
    pub credential: CredentialId,
}

const REPLACE_LISTED: &str =
    "INSERT INTO flow_credential (flow_id, step, position, credential_id) VALUES ($1, $2, $3, $4)";
const REPLACE_GUARDING: &str = "INSERT INTO active_flow_credential (flow_id, step, position, credential_id) VALUES ($1, $2, $3, $4)";

/// Rebuilds what the newest version refers to.
pub(super) async fn list_references(
    tx: &mut WriteTx,
    flow: FlowId,
    references: &[StepReference],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM flow_credential WHERE flow_id = $1")
        .bind(flow.to_string())
        .execute(&mut **tx)
        .await?;
    insert(tx, REPLACE_LISTED, flow, references).await
}

/// Rebuilds what the active version refers to. The database refuses a credential that is not there,
/// or is in the archive.
pub(super) async fn guard_references(
    tx: &mut WriteTx,
    flow: FlowId,
    references: &[StepReference],
) -> Result<(), StoreError> {
    release_references(tx, flow).await?;
    insert(tx, REPLACE_GUARDING, flow, references).await
}

/// Ends the guard of a flow that is no longer active.
pub(super) async fn release_references(tx: &mut WriteTx, flow: FlowId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM active_flow_credential WHERE flow_id = $1")
        .bind(flow.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn insert(
    tx: &mut WriteTx,
    sql: &'static str,
    flow: FlowId,
    references: &[StepReference],
) -> Result<(), StoreError> {
    for (position, reference) in references.iter().enumerate() {
        sqlx::query(sql)
            .bind(flow.to_string())
            .bind(reference.step.as_str())
            .bind(i64::try_from(position).unwrap_or(i64::MAX))
            .bind(reference.credential.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Flows whose newest or active version refers to a credential.
///
/// # Errors
/// When a row cannot be read.
pub async fn find_referring(
    connection: &mut SqliteConnection,
    scope: &Scope,
    credential: CredentialId,
) -> Result<Vec<Flow>, StoreError> {
    let sql = "SELECT flow_id FROM flow_credential WHERE credential_id = $1 UNION \
               SELECT flow_id FROM active_flow_credential WHERE credential_id = $1";
    let ids: Vec<String> =
        sqlx::query_scalar(sql).bind(credential.to_string()).fetch_all(&mut *connection).await?;
    let mut flows = Vec::new();
    for id in ids {
        let key = id.parse().map_err(|_| StoreError::tampered(super::FLOW, &id))?;
        flows.extend(list::find(&mut *connection, scope, key).await?);
    }
    Ok(flows)
}
