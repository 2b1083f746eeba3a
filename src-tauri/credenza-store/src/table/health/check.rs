//! Looking at credentials again: which are due, who does it, and when is next.

use super::follow::remembered;
use super::row::{self, Health};
use crate::table::claim::Claim;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, Timestamp};
use sqlx::{QueryBuilder, SqliteConnection};

/// A credential that waits for a look or for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub credential: CredentialId,
    /// When it was to be looked at; none = it has no plan.
    pub next_check: Option<Timestamp>,
    /// Failed tries in a row.
    pub attempts: u32,
    /// When it was last looked at.
    pub checked_at: Option<Timestamp>,
}

/// The states that a schedule looks at: `CredentialState::is_watched`.
const WATCHED: &str = "('connected', 'expiring', 'refreshing', 'degraded', 'disconnected')";

/// Live credentials whose time has come, that have no plan, or whose plan lies beyond `horizon`
/// (the clock was set back, or the interval shortened). Most overdue first, and how many there are.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_due(
    connection: &mut SqliteConnection,
    scope: &Scope,
    claim: &Claim<'_>,
    horizon: Timestamp,
    limit: u32,
) -> Result<(Vec<Due>, u64), StoreError> {
    let mut count = QueryBuilder::new("SELECT COUNT(*)");
    push_due(&mut count, scope, claim, horizon);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *connection).await?;
    if total == 0 {
        return Ok((Vec::new(), 0));
    }
    let mut query =
        QueryBuilder::new("SELECT h.credential_id, h.next_check, h.attempts, h.checked_at");
    push_due(&mut query, scope, claim, horizon);
    query.push(" ORDER BY COALESCE(h.next_check, 0), h.credential_id LIMIT ");
    query.push_bind(i64::from(limit));
    let rows: Vec<(String, Option<i64>, i64, Option<i64>)> =
        query.build_query_as().fetch_all(connection).await?;
    let due = rows.into_iter().filter_map(|(id, next_check, attempts, checked_at)| {
        Some(Due {
            credential: id.parse().ok()?,
            next_check: next_check.map(Timestamp::from_millis),
            attempts: u32::try_from(attempts).unwrap_or(0),
            checked_at: checked_at.map(Timestamp::from_millis),
        })
    });
    Ok((due.collect(), u64::try_from(total).unwrap_or(0)))
}

fn push_due(
    query: &mut QueryBuilder<sqlx::Sqlite>,
    scope: &Scope,
    claim: &Claim<'_>,
    horizon: Timestamp,
) {
    query.push(" FROM health h JOIN credential c ON c.id = h.credential_id WHERE h.org_id = ");
    query.push_bind(scope.org.to_string());
    query.push(format!(" AND c.live = 1 AND h.paused = 0 AND h.state IN {WATCHED}"));
    query.push(" AND (h.next_check IS NULL OR h.next_check <= ").push_bind(claim.now.as_millis());
    query.push(" OR h.next_check > ").push_bind(horizon.as_millis()).push(") AND NOT ");
    claim.push_is_held(query, "h");
}

/// Claims a credential for a look at `host`, unless somebody has it. A schedule gives the `limits`
/// (looks at one host, looks in all, by every process together); a person's look has none. The
/// claim's number, or `None`.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
    host: &str,
    claim: &Claim<'_>,
    limits: Option<(u32, u32)>,
) -> Result<Option<i64>, StoreError> {
    if let Some((at_host, in_all)) = limits {
        let mut query =
            QueryBuilder::new("SELECT COUNT(*), COALESCE(SUM(CASE WHEN h.claim_host = ");
        query.push_bind(host.to_owned());
        query.push(" THEN 1 ELSE 0 END), 0) FROM health h WHERE h.org_id = ");
        query.push_bind(scope.org.to_string()).push(" AND ");
        claim.push_is_held(&mut query, "h");
        let (all, here): (i64, i64) = query.build_query_as().fetch_one(&mut **tx).await?;
        if all >= i64::from(in_all) || here >= i64::from(at_host) {
            return Ok(None);
        }
    }
    if row::find(tx, scope, id).await?.is_none() {
        let Some(health) = remembered(tx, scope, id).await? else { return Ok(None) };
        row::put(tx, scope, &health).await?;
    }
    let mut query = QueryBuilder::new("UPDATE health SET claim_owner = ");
    query.push_bind(claim.owner.to_owned()).push(", claim_host = ").push_bind(host.to_owned());
    query.push(", claim_until = ").push_bind(claim.until());
    query.push(", claim_number = claim_number + 1 WHERE org_id = ");
    query.push_bind(scope.org.to_string()).push(" AND credential_id = ");
    query.push_bind(id.to_string()).push(" AND NOT ");
    claim.push_is_held(&mut query, "health");
    query.push(" RETURNING claim_number");
    Ok(query.build_query_scalar().fetch_optional(&mut **tx).await?)
}

/// Gives a claim back; whether it was still this one's.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
    number: i64,
) -> Result<bool, StoreError> {
    let sql = "UPDATE health SET claim_owner = NULL WHERE org_id = $1 AND credential_id = $2 \
               AND claim_number = $3 AND claim_owner IS NOT NULL";
    let done = sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .bind(number)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Says when a credential is looked at next, after how many failed tries in a row, and, if it was
/// looked at just now, when that was.
///
/// # Errors
/// When the database cannot be written.
pub async fn plan(tx: &mut WriteTx, scope: &Scope, due: &Due) -> Result<(), StoreError> {
    change(tx, scope, due.credential, |health| {
        health.next_check = due.next_check;
        health.attempts = due.attempts;
        health.checked_at = due.checked_at;
    })
    .await
    .map(|_| ())
}

/// Stops the scheduled checks of a credential.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
) -> Result<Option<Health>, StoreError> {
    change(tx, scope, id, |health| health.paused = true).await
}

/// Lets the scheduled checks of a credential go on.
///
/// # Errors
/// When the database cannot be written.
pub async fn resume(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
) -> Result<Option<Health>, StoreError> {
    change(tx, scope, id, |health| {
        health.paused = false;
        health.next_check = None;
    })
    .await
}

async fn change(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
    with: impl FnOnce(&mut Health),
) -> Result<Option<Health>, StoreError> {
    let Some(mut health) = remembered(tx, scope, id).await? else { return Ok(None) };
    with(&mut health);
    row::put(tx, scope, &health).await?;
    Ok(Some(health))
}
