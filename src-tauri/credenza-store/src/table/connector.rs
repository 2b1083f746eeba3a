//! Connector files that people imported, with the hosts they approved.

use super::json;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::Timestamp;
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

const TABLE: &str = "connector";

/// An imported connector.
#[derive(Debug, Clone)]
pub struct ImportedConnector {
    /// Its id.
    pub id: String,
    /// The file's text (TOML).
    pub source: String,
    /// The hosts that were approved.
    pub hosts: Vec<String>,
}

/// Every imported connector.
///
/// # Errors
/// [`StoreError::Tampered`] when one was changed outside Credenza.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<Vec<ImportedConnector>, StoreError> {
    let rows: Vec<(String, String, String, Vec<u8>)> = sqlx::query_as(
        "SELECT id, source, hosts, row_mac FROM connector WHERE org_id = $1 ORDER BY id",
    )
    .bind(scope.org.to_string())
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(id, source, hosts, mac)| {
            scope.verify_row(TABLE, &id, canonical(&id, &source, &hosts), &mac)?;
            Ok(ImportedConnector { hosts: json::read(TABLE, &id, &hosts)?, id, source })
        })
        .collect()
}

/// Adds or replaces an imported connector.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(
    tx: &mut WriteTx,
    scope: &Scope,
    connector: &ImportedConnector,
    now: Timestamp,
) -> Result<(), StoreError> {
    let hosts = json::write(&connector.hosts);
    let mac = scope.row_mac(TABLE, canonical(&connector.id, &connector.source, &hosts));
    let sql = "INSERT INTO connector (org_id, id, source, hosts, imported_at, row_mac) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (org_id, id) DO UPDATE SET source = excluded.source, hosts = excluded.hosts, \
               imported_at = excluded.imported_at, row_mac = excluded.row_mac";
    sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(connector.id.as_str())
        .bind(connector.source.as_str())
        .bind(hosts)
        .bind(now.as_millis())
        .bind(mac)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Removes an imported connector; whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(tx: &mut WriteTx, scope: &Scope, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM connector WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What a row's MAC is made of.
pub(super) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(canonical(row.try_get("id")?, row.try_get("source")?, row.try_get("hosts")?))
}

fn canonical(id: &str, source: &str, hosts: &str) -> Canonical {
    Canonical::new("connector/v1").text(id).text(source).text(hosts)
}
