//! Sign-ins that wait for a person. Written before the browser opens, and consumed by the callback:
//! a row works once. No verifier and no token: those stay in the memory of the process that waits.

use crate::{Scope, StoreError, WriteTx};
use credenza_model::{SignInId, Timestamp};
use credenza_vault::Canonical;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

const TABLE: &str = "sign_in";

/// A sign-in that waits.
#[derive(Debug, Clone)]
pub struct PendingRow {
    /// Its id.
    pub id: SignInId,
    /// SHA-256 of `state`; absent in a device sign-in.
    pub state_hash: Option<[u8; 32]>,
    /// The issuer that has to answer, if it is known.
    pub issuer: Option<String>,
    /// Where the code goes.
    pub token_url: String,
    /// The client.
    pub client_id: String,
    /// Where the browser comes back to.
    pub redirect_uri: String,
    /// The process that waits.
    pub owner: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Stores a sign-in, unless `limit` wait already; whether it was stored. Those that have ended, or whose
/// process `is_gone`, make room.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn insert(
    tx: &mut WriteTx,
    scope: &Scope,
    row: &PendingRow,
    limit: usize,
    is_gone: &(dyn Fn(&str) -> bool + Sync),
) -> Result<bool, StoreError> {
    let waiting: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT id, owner, expires_at FROM sign_in WHERE org_id = $1")
            .bind(scope.org.to_string())
            .fetch_all(&mut **tx)
            .await?;
    let mut left = 0;
    for (id, owner, expires_at) in waiting {
        if expires_at <= row.created_at.as_millis() || is_gone(&owner) {
            delete(tx, scope, &id).await?;
        } else {
            left += 1;
        }
    }
    if left >= limit {
        return Ok(false);
    }
    let sql = "INSERT INTO sign_in (org_id, id, state_hash, issuer, token_url, client_id, redirect_uri, owner, \
        created_at, expires_at, row_mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(row.id.to_string())
        .bind(row.state_hash.map(|hash| hash.to_vec()))
        .bind(row.issuer.clone())
        .bind(row.token_url.clone())
        .bind(row.client_id.clone())
        .bind(row.redirect_uri.clone())
        .bind(row.owner.clone())
        .bind(row.created_at.as_millis())
        .bind(row.expires_at.as_millis())
        .bind(scope.row_mac(TABLE, canonical(row)))
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// Takes out the sign-in with that `state`: it works once. `None` if there is none (any more).
///
/// # Errors
/// [`StoreError::Tampered`] when it was changed outside Credenza.
pub async fn consume(
    tx: &mut WriteTx,
    scope: &Scope,
    state_hash: &[u8; 32],
) -> Result<Option<PendingRow>, StoreError> {
    let row = sqlx::query("DELETE FROM sign_in WHERE org_id = $1 AND state_hash = $2 RETURNING *")
        .bind(scope.org.to_string())
        .bind(state_hash.to_vec())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| read(scope, &row)).transpose()
}

/// Removes a sign-in that ended; no error if it is gone already.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &mut WriteTx, scope: &Scope, id: SignInId) -> Result<(), StoreError> {
    delete(tx, scope, &id.to_string()).await
}

async fn delete(tx: &mut WriteTx, scope: &Scope, id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn read(scope: &Scope, row: &SqliteRow) -> Result<PendingRow, StoreError> {
    let pending = read_columns(row)?;
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(TABLE, &pending.id.to_string(), canonical(&pending), &mac)?;
    Ok(pending)
}

/// What a row's MAC is made of.
pub(in crate::table) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(canonical(&read_columns(row)?))
}

fn read_columns(row: &SqliteRow) -> Result<PendingRow, StoreError> {
    let id: String = row.try_get("id")?;
    let tampered = || StoreError::tampered(TABLE, &id);
    let hash: Option<Vec<u8>> = row.try_get("state_hash")?;
    Ok(PendingRow {
        id: id.parse().map_err(|_| tampered())?,
        state_hash: hash.map(|hash| hash.try_into().map_err(|_| tampered())).transpose()?,
        issuer: row.try_get("issuer")?,
        token_url: row.try_get("token_url")?,
        client_id: row.try_get("client_id")?,
        redirect_uri: row.try_get("redirect_uri")?,
        owner: row.try_get("owner")?,
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        expires_at: Timestamp::from_millis(row.try_get("expires_at")?),
    })
}

fn canonical(row: &PendingRow) -> Canonical {
    Canonical::new("sign_in/v1")
        .text(&row.id.to_string())
        .opt_bytes(row.state_hash.as_ref().map(<[u8; 32]>::as_slice))
        .opt_text(row.issuer.as_deref())
        .text(&row.token_url)
        .text(&row.client_id)
        .text(&row.redirect_uri)
        .text(&row.owner)
        .i64(row.created_at.as_millis())
        .i64(row.expires_at.as_millis())
}
