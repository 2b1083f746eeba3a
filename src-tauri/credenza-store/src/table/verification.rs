//! The dry runs of stored credentials: the newest hundred of each.

use super::{json, tally};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, Timestamp, Verification};
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

const TABLE: &str = "verification";
const KEPT: i64 = 100;

/// Records a dry run, and counts it.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: CredentialId,
    verification: &Verification,
    at: Timestamp,
) -> Result<(), StoreError> {
    let id = credential.to_string();
    let next: i64 = sqlx::query_scalar(
        "SELECT COALESCE(MAX(id), 0) + 1 FROM verification WHERE credential_id = $1",
    )
    .bind(id.as_str())
    .fetch_one(&mut **tx)
    .await?;
    let report = json::write(verification);
    let mac = scope.row_mac(TABLE, canonical(&id, next, at, &report));
    sqlx::query("INSERT INTO verification (id, credential_id, at, report, row_mac) VALUES ($1, $2, $3, $4, $5)")
        .bind(next)
        .bind(id.as_str())
        .bind(at.as_millis())
        .bind(report)
        .bind(mac)
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM verification WHERE credential_id = $1 AND id <= $2")
        .bind(id.as_str())
        .bind(next - KEPT)
        .execute(&mut **tx)
        .await?;
    tally::count(tx, scope, credential, verification, at).await
}

/// The dry runs of a credential, newest first.
///
/// # Errors
/// [`StoreError::Tampered`] when one was changed outside Credenza.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    credential: CredentialId,
    limit: u32,
) -> Result<Vec<(Timestamp, Verification)>, StoreError> {
    let key = credential.to_string();
    let sql = "SELECT id, at, report, row_mac FROM verification WHERE credential_id = $1 ORDER BY id DESC LIMIT $2";
    let rows =
        sqlx::query(sql).bind(key.as_str()).bind(i64::from(limit)).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let at = Timestamp::from_millis(row.try_get("at")?);
            let report: String = row.try_get("report")?;
            let mac: Vec<u8> = row.try_get("row_mac")?;
            scope.verify_row(
                TABLE,
                &key,
                canonical(&key, row.try_get("id")?, at, &report),
                &mac,
            )?;
            Ok((at, json::read(TABLE, &key, &report)?))
        })
        .collect()
}

/// What a row's MAC is made of.
pub(super) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    let at = Timestamp::from_millis(row.try_get("at")?);
    Ok(canonical(row.try_get("credential_id")?, row.try_get("id")?, at, row.try_get("report")?))
}

fn canonical(credential: &str, id: i64, at: Timestamp, report: &str) -> Canonical {
    Canonical::new("verification/v1").text(credential).i64(id).i64(at.as_millis()).text(report)
}
