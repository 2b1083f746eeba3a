//! The outbox: what is due, and who sends it.

use super::row::{self, Delivery};
use crate::table::claim::Claim;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{DeliveryId, Timestamp};
use sqlx::{QueryBuilder, SqliteConnection};

/// Pending deliveries to active webhooks whose time has come, or is planned beyond `horizon` (the
/// clock was set back). In the order of each webhook's events. Those that cannot be trusted are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_due(
    connection: &mut SqliteConnection,
    scope: &Scope,
    claim: &Claim<'_>,
    horizon: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT d.* FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id",
    );
    query.push(" WHERE d.state = 'pending' AND w.active = 1 AND d.org_id = ");
    query.push_bind(scope.org.to_string());
    query.push(" AND (d.next_try <= ").push_bind(claim.now.as_millis());
    query.push(" OR d.next_try > ").push_bind(horizon.as_millis()).push(") AND NOT ");
    claim.push_is_held(&mut query, "d");
    query.push(" ORDER BY d.seq, d.id LIMIT ").push_bind(i64::from(limit));
    let rows = query.build().fetch_all(connection).await?;
    Ok(rows.iter().filter_map(|row| row::read(scope, row).ok()).collect())
}

/// Claims a delivery, unless somebody has it or another one of the same webhook, or it is no longer
/// pending. Its row as it is now, and the claim's number.
///
/// # Errors
/// When the database cannot be read or written, or the row cannot be trusted.
pub async fn claim(
    tx: &mut WriteTx,
    scope: &Scope,
    delivery: &Delivery,
    claim: &Claim<'_>,
) -> Result<Option<(Delivery, i64)>, StoreError> {
    let mut query = QueryBuilder::new("UPDATE webhook_delivery SET claim_owner = ");
    query.push_bind(claim.owner.to_owned()).push(", claim_until = ").push_bind(claim.until());
    query.push(", claim_number = claim_number + 1 WHERE state = 'pending' AND org_id = ");
    query.push_bind(scope.org.to_string()).push(" AND id = ").push_bind(delivery.id.to_string());
    query.push(" AND NOT EXISTS (SELECT 1 FROM webhook_delivery o WHERE o.webhook_id = ");
    query.push_bind(delivery.webhook.to_string()).push(" AND ");
    claim.push_is_held(&mut query, "o");
    query.push(") RETURNING claim_number");
    let number: Option<i64> = query.build_query_scalar().fetch_optional(&mut **tx).await?;
    let Some(number) = number else { return Ok(None) };
    let current = super::log::find(tx, scope, delivery.id).await?;
    Ok(current.map(|current| (current, number)))
}

/// Gives a claim back; whether it was still this one's.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(
    tx: &mut WriteTx,
    scope: &Scope,
    id: DeliveryId,
    number: i64,
) -> Result<bool, StoreError> {
    let sql = "UPDATE webhook_delivery SET claim_owner = NULL WHERE org_id = $1 AND id = $2 \
               AND claim_number = $3 AND claim_owner IS NOT NULL";
    let done = sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .bind(number)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
