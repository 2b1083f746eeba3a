//! The lease of a renewal, and the writes that only its owner may do.

use super::row::{Doubt, Grant};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// The right to send a refresh token, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The process.
    pub owner: String,
    /// When it ends, by the wall clock.
    pub until: Timestamp,
    /// When it ends, in milliseconds of the machine's uptime, where that is known.
    pub until_uptime: Option<i64>,
    /// Since when a request may be on its way.
    pub intent_at: Timestamp,
}

/// Whose write counts: the generation that it began with, and the lease's owner.
#[derive(Debug, Clone, Copy)]
pub struct Renewal<'a> {
    /// The credential.
    pub credential: CredentialId,
    /// The generation of the refresh token that was sent.
    pub generation: i64,
    /// The process.
    pub owner: &'a str,
}

/// A renewal that brought nothing.
#[derive(Debug, Clone, Copy)]
pub struct Failed {
    /// Failed renewals since the last good one, this one included.
    pub attempts: i64,
    /// Not before.
    pub next_try: Timestamp,
    /// Whether the provider may have taken the refresh token all the same.
    pub doubt: Doubt,
}

impl Lease {
    pub(super) fn read(row: &SqliteRow) -> Result<Option<Self>, StoreError> {
        let owner: Option<String> = row.try_get("lease_owner")?;
        let until: Option<i64> = row.try_get("lease_until")?;
        let intent: Option<i64> = row.try_get("intent_at")?;
        let (Some(owner), Some(until), Some(intent)) = (owner, until, intent) else {
            return Ok(None);
        };
        Ok(Some(Self {
            owner,
            until: Timestamp::from_millis(until),
            until_uptime: row.try_get("lease_until_uptime")?,
            intent_at: Timestamp::from_millis(intent),
        }))
    }
}

/// Writes down who is going to send the refresh token of `generation`; whether it still has that. The
/// caller has looked at the lease before, in the same transaction.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_lease(
    tx: &mut WriteTx,
    credential: CredentialId,
    generation: i64,
    lease: &Lease,
    doubt: Doubt,
) -> Result<bool, StoreError> {
    let sql = "UPDATE oauth_grant SET lease_owner = $3, lease_until = $4, lease_until_uptime = $5, intent_at = $6, \
        in_doubt = $7 WHERE credential_id = $1 AND generation = $2";
    let done = sqlx::query(sql)
        .bind(credential.to_string())
        .bind(generation)
        .bind(lease.owner.as_str())
        .bind(lease.until.as_millis())
        .bind(lease.until_uptime)
        .bind(lease.intent_at.as_millis())
        .bind(doubt.number())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Stores the renewed grant and ends the lease, if it is still the owner's; whether it was. The caller
/// stores the tokens in the same transaction.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_back(
    tx: &mut WriteTx,
    scope: &Scope,
    grant: &mut Grant,
    renewal: Renewal<'_>,
    refresh_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    grant.generation = renewal.generation + 1;
    let sql = "UPDATE oauth_grant SET oauth_app_id = $3, generation = $4, scopes = $5, asked = $6, identity = $7, \
        refreshable = $8, granted_at = $9, expires_at = $10, refresh_expires_at = $11, refreshed_at = $12, \
        revoked_at = $13, row_mac = $14, refresh_at = $15, lease_owner = NULL, lease_until = NULL, \
        lease_until_uptime = NULL, intent_at = NULL, in_doubt = 0, attempts = 0, next_try = NULL \
        WHERE org_id = $1 AND credential_id = $2 AND generation = $16 AND lease_owner = $17";
    let done = super::bind(sqlx::query(sql), scope, grant)
        .bind(refresh_at.map(Timestamp::as_millis))
        .bind(renewal.generation)
        .bind(renewal.owner)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Records that a renewal failed and ends the lease, if it is still the owner's; whether it was.
///
/// # Errors
/// When the database cannot be written.
pub async fn fail(
    tx: &mut WriteTx,
    renewal: Renewal<'_>,
    failed: Failed,
) -> Result<bool, StoreError> {
    let sql = "UPDATE oauth_grant SET attempts = $4, next_try = $5, in_doubt = $6, lease_owner = NULL, \
        lease_until = NULL, lease_until_uptime = NULL, intent_at = NULL \
        WHERE credential_id = $1 AND generation = $2 AND lease_owner = $3";
    let done = sqlx::query(sql)
        .bind(renewal.credential.to_string())
        .bind(renewal.generation)
        .bind(renewal.owner)
        .bind(failed.attempts)
        .bind(failed.next_try.as_millis())
        .bind(failed.doubt.number())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a lease under which nothing was sent, if it is still the owner's; whether it was.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(tx: &mut WriteTx, renewal: Renewal<'_>) -> Result<bool, StoreError> {
    let sql = "UPDATE oauth_grant SET lease_owner = NULL, lease_until = NULL, lease_until_uptime = NULL, \
        intent_at = NULL WHERE credential_id = $1 AND generation = $2 AND lease_owner = $3";
    let done = sqlx::query(sql)
        .bind(renewal.credential.to_string())
        .bind(renewal.generation)
        .bind(renewal.owner)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Records that a grant was revoked by Credenza: nothing renews it any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn mark_revoked(
    tx: &mut WriteTx,
    scope: &Scope,
    grant: &mut Grant,
    at: Timestamp,
) -> Result<bool, StoreError> {
    grant.revoked_at = Some(at);
    let sql = "UPDATE oauth_grant SET oauth_app_id = $3, scopes = $5, asked = $6, identity = $7, refreshable = $8, \
        granted_at = $9, expires_at = $10, refresh_expires_at = $11, refreshed_at = $12, revoked_at = $13, \
        row_mac = $14, refresh_at = NULL, lease_owner = NULL, lease_until = NULL, lease_until_uptime = NULL, \
        intent_at = NULL WHERE org_id = $1 AND credential_id = $2 AND generation = $4";
    let done = super::bind(sqlx::query(sql), scope, grant).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Records that the provider honours the grant no longer: it is not renewed by itself any more, and the
/// lease ends, if it is still the owner's; whether it was. The tokens stay.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(tx: &mut WriteTx, renewal: Renewal<'_>) -> Result<bool, StoreError> {
    let sql = "UPDATE oauth_grant SET ended = 1, refresh_at = NULL, next_try = NULL, lease_owner = NULL, \
        lease_until = NULL, lease_until_uptime = NULL, intent_at = NULL \
        WHERE credential_id = $1 AND generation = $2 AND lease_owner = $3";
    let done = sqlx::query(sql)
        .bind(renewal.credential.to_string())
        .bind(renewal.generation)
        .bind(renewal.owner)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
