//! Reading flows and their documents.

use super::row::{self, Flow};
use super::{FLOW, FLOW_VERSION};
use crate::table::json;
use crate::{Scope, StoreError};
use credenza_model::{FlowDocument, FlowId, Timestamp};
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// What a reference leads to.
#[derive(Debug)]
pub enum FlowFound {
    /// Nothing.
    None,
    /// One.
    One(Box<Flow>),
    /// Several: (id, name).
    Several(Vec<(FlowId, String)>),
}

/// Every flow whose name holds `search`, by name.
///
/// # Errors
/// When a row cannot be read.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    search: &str,
) -> Result<Vec<Flow>, StoreError> {
    let escaped =
        search.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let sql =
        "SELECT * FROM flow WHERE org_id = $1 AND search LIKE $2 ESCAPE '\\' ORDER BY search, id";
    let rows = sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(format!("%{escaped}%"))
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| row::read(scope, row)).collect()
}

/// The flow of that id.
///
/// # Errors
/// When the row cannot be read.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: FlowId,
) -> Result<Option<Flow>, StoreError> {
    let row = sqlx::query("SELECT * FROM flow WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row::read(scope, &row)).transpose()
}

/// By id, exact name, or unique prefix of the id (four characters at least).
///
/// # Errors
/// When a row cannot be read.
pub async fn find_by_reference(
    connection: &mut SqliteConnection,
    scope: &Scope,
    reference: &str,
) -> Result<FlowFound, StoreError> {
    let prefix = reference.to_ascii_lowercase();
    let like_id = prefix.len() >= 4 && prefix.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let sql = "SELECT * FROM flow WHERE org_id = $1 AND (name = $2 OR ($3 = 1 AND id LIKE $4 || '%')) \
               ORDER BY (name = $2) DESC, id LIMIT 20";
    let rows = sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(reference)
        .bind(i64::from(like_id))
        .bind(prefix)
        .fetch_all(connection)
        .await?;
    let mut flows = rows.iter().map(|row| row::read(scope, row)).collect::<Result<Vec<_>, _>>()?;
    if flows.first().is_some_and(|flow| flow.name == reference) {
        flows.truncate(1);
    }
    Ok(match flows.len() {
        0 => FlowFound::None,
        1 => FlowFound::One(Box::new(flows.remove(0))),
        _ => FlowFound::Several(flows.into_iter().map(|flow| (flow.id, flow.name)).collect()),
    })
}

/// A version's document.
///
/// # Errors
/// When it is not there, or was changed outside Credenza.
pub async fn get_document(
    connection: &mut SqliteConnection,
    scope: &Scope,
    flow: FlowId,
    version: i64,
) -> Result<FlowDocument, StoreError> {
    let id = flow.to_string();
    let sql = "SELECT document, created_at, row_mac FROM flow_version WHERE flow_id = $1 AND version = $2";
    let row = sqlx::query(sql)
        .bind(id.as_str())
        .bind(version)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::tampered(FLOW, &id))?;
    let document: String = row.try_get("document")?;
    let at = Timestamp::from_millis(row.try_get("created_at")?);
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(FLOW_VERSION, &id, canonical(flow, version, &document, at), &mac)?;
    json::read(FLOW_VERSION, &id, &document)
}

/// The versions of a flow, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_versions(
    connection: &mut SqliteConnection,
    flow: FlowId,
) -> Result<Vec<(i64, Timestamp)>, StoreError> {
    let sql =
        "SELECT version, created_at FROM flow_version WHERE flow_id = $1 ORDER BY version DESC";
    let rows: Vec<(i64, i64)> =
        sqlx::query_as(sql).bind(flow.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(version, at)| (version, Timestamp::from_millis(at))).collect())
}

/// What a version's MAC is made of.
pub(in crate::table) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    let id: String = row.try_get("flow_id")?;
    let flow = id.parse().map_err(|_| StoreError::tampered(FLOW_VERSION, &id))?;
    let at = Timestamp::from_millis(row.try_get("created_at")?);
    Ok(canonical(flow, row.try_get("version")?, row.try_get("document")?, at))
}

pub(super) fn canonical(flow: FlowId, version: i64, document: &str, at: Timestamp) -> Canonical {
    Canonical::new("flow_version/v1")
        .text(&flow.to_string())
        .i64(version)
        .text(document)
        .i64(at.as_millis())
}
