//! Grants: what a person gave to one credential through an OAuth app, or a program got for itself, and who
//! renews it when.
//!
//! What was granted is authenticated as a whole. The lease beside it is a promise between processes:
//! whoever holds it may send the refresh token, and what it brings back counts only while the generation
//! and the owner are still the same (fencing).

mod lease;
mod row;

pub use lease::{Failed, Lease, Renewal, end, fail, mark_revoked, release, take_lease, write_back};
pub(in crate::table) use row::canonical_of;
pub use row::{Doubt, Grant, GrantRow};

use crate::table::json;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, Timestamp};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::time::Duration;

pub(crate) const TABLE: &str = "oauth_grant";

/// Stores the grant of a sign-in. A reconnect replaces the one before, ends its lease, and counts on.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(
    tx: &mut WriteTx,
    scope: &Scope,
    grant: &mut Grant,
    refresh_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let id = grant.credential.to_string();
    let before: Option<i64> =
        sqlx::query_scalar("SELECT generation FROM oauth_grant WHERE credential_id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    grant.generation = before.unwrap_or(0) + 1;
    sqlx::query("DELETE FROM oauth_grant WHERE credential_id = $1")
        .bind(id.as_str())
        .execute(&mut **tx)
        .await?;
    let sql = "INSERT INTO oauth_grant (org_id, credential_id, oauth_app_id, generation, scopes, asked, identity, \
        refreshable, granted_at, expires_at, refresh_expires_at, refreshed_at, revoked_at, row_mac, refresh_at, \
        signed_in_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    bind(sqlx::query(sql), scope, grant)
        .bind(refresh_at.map(Timestamp::as_millis))
        .bind(grant.signed_in_at.as_millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Removes the grant of a credential whose token is not stored any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: CredentialId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM oauth_grant WHERE org_id = $1 AND credential_id = $2")
        .bind(scope.org.to_string())
        .bind(credential.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The grant of a credential, if it was signed in or keeps a token.
///
/// # Errors
/// [`StoreError::Tampered`] when it was changed outside Credenza.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    credential: CredentialId,
) -> Result<Option<GrantRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM oauth_grant WHERE org_id = $1 AND credential_id = $2")
        .bind(scope.org.to_string())
        .bind(credential.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row::read(scope, &row)).transpose()
}

/// Every grant, by credential. One that was changed outside Credenza is left out: its credential is
/// shown without it, and using it says why.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<HashMap<CredentialId, GrantRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM oauth_grant WHERE org_id = $1")
        .bind(scope.org.to_string())
        .fetch_all(connection)
        .await?;
    let read = rows.iter().filter_map(|row| row::read(scope, row).ok());
    Ok(read.map(|row| (row.grant.credential, row)).collect())
}

/// A clock that differs by more was set.
pub const CLOCK_JUMP: Duration = Duration::from_secs(30);

/// The live credentials whose grant is due for renewal, longest due first. A grant from the future is due
/// too: the clock was set back, and its moments are wrong.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_due(
    connection: &mut SqliteConnection,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<CredentialId>, StoreError> {
    let sql = "SELECT g.credential_id FROM oauth_grant g JOIN credential c ON c.id = g.credential_id \
        WHERE g.org_id = $1 AND c.live = 1 AND g.refreshable = 1 AND g.ended = 0 \
        AND (g.refresh_at <= $2 OR (g.refresh_at IS NOT NULL AND g.granted_at > $3)) \
        AND (g.next_try IS NULL OR g.next_try <= $2) ORDER BY g.refresh_at, g.credential_id LIMIT 1000";
    let ids: Vec<String> = sqlx::query_scalar(sql)
        .bind(scope.org.to_string())
        .bind(now.as_millis())
        .bind(now.plus(CLOCK_JUMP).as_millis())
        .fetch_all(connection)
        .await?;
    ids.iter().map(|id| id.parse().map_err(|_| StoreError::tampered(TABLE, id))).collect()
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds $1 to $14.
fn bind<'q>(query: Query<'q>, scope: &Scope, grant: &Grant) -> Query<'q> {
    query
        .bind(scope.org.to_string())
        .bind(grant.credential.to_string())
        .bind(grant.oauth_app.map(|app| app.to_string()))
        .bind(grant.generation)
        .bind(grant.scopes.as_ref().map(json::write))
        .bind(json::write(&grant.asked))
        .bind(grant.identity.clone())
        .bind(i64::from(grant.refreshable))
        .bind(grant.granted_at.as_millis())
        .bind(grant.expires_at.map(Timestamp::as_millis))
        .bind(grant.refresh_expires_at.map(Timestamp::as_millis))
        .bind(grant.refreshed_at.map(Timestamp::as_millis))
        .bind(grant.revoked_at.map(Timestamp::as_millis))
        .bind(scope.row_mac(TABLE, grant.canonical()))
}
