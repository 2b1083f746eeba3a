//! Settings: authenticated, since they carry policy.

use crate::{Scope, StoreError, WriteTx};
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

const TABLE: &str = "setting";

/// A setting's JSON text, if it was ever changed.
///
/// # Errors
/// [`StoreError::Tampered`] when it was changed outside Credenza.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let row: Option<(String, Vec<u8>)> =
        sqlx::query_as("SELECT value, row_mac FROM setting WHERE org_id = $1 AND name = $2")
            .bind(scope.org.to_string())
            .bind(name)
            .fetch_optional(connection)
            .await?;
    let Some((value, mac)) = row else { return Ok(None) };
    scope.verify_row(TABLE, name, canonical(name, &value), &mac)?;
    Ok(Some(value))
}

/// Writes a setting.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(
    tx: &mut WriteTx,
    scope: &Scope,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (org_id, name, value, row_mac) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value, row_mac = excluded.row_mac";
    sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(name)
        .bind(value)
        .bind(scope.row_mac(TABLE, canonical(name, value)))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a row's MAC is made of.
pub(super) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(canonical(row.try_get("name")?, row.try_get("value")?))
}

fn canonical(name: &str, value: &str) -> Canonical {
    Canonical::new("setting/v1").text(name).text(value)
}
