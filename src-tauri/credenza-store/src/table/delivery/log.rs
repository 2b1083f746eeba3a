//! What was sent: kept for thirty days.

use super::row::{self, Delivery};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{DeliveryId, Timestamp, WebhookId};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::HashMap;

/// Which.
#[derive(Debug, Clone)]
pub struct LogFilter {
    /// The webhook.
    pub webhook: WebhookId,
    /// Only those that were given up, or have failed so far.
    pub failed: bool,
    /// Where the previous page ended.
    pub cursor: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// How the deliveries of a webhook stand together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryStats {
    /// Those that wait for a try.
    pub pending: u64,
    /// When one was last delivered.
    pub delivered_at: Option<Timestamp>,
    /// Since when nothing could be delivered.
    pub failing_since: Option<Timestamp>,
}

/// The delivery of that id.
///
/// # Errors
/// [`StoreError::Tampered`] when it was changed outside Credenza.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: DeliveryId,
) -> Result<Option<Delivery>, StoreError> {
    let row = sqlx::query("SELECT * FROM webhook_delivery WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row::read(scope, &row)).transpose()
}

/// The deliveries of a webhook, newest first; how many there are, and where this page ends.
///
/// # Errors
/// When one was changed outside Credenza.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    filter: &LogFilter,
) -> Result<(Vec<Delivery>, u64, Option<String>), StoreError> {
    let mut count = QueryBuilder::new("SELECT COUNT(*)");
    push_where(&mut count, scope, filter);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *connection).await?;
    let mut query = QueryBuilder::new("SELECT d.*");
    push_where(&mut query, scope, filter);
    if let Some(seq) = filter.cursor.as_deref().and_then(|cursor| cursor.parse::<i64>().ok()) {
        query.push(" AND d.seq < ").push_bind(seq);
    }
    query.push(" ORDER BY d.seq DESC LIMIT ").push_bind(i64::from(filter.limit) + 1);
    let mut rows = query.build().fetch_all(connection).await?;
    let more = rows.len() > filter.limit as usize;
    rows.truncate(filter.limit as usize);
    let found = rows.iter().map(|row| row::read(scope, row)).collect::<Result<Vec<_>, _>>()?;
    let cursor = found.last().filter(|_| more).map(|last| last.seq.to_string());
    Ok((found, u64::try_from(total).unwrap_or(0), cursor))
}

fn push_where(query: &mut QueryBuilder<Sqlite>, scope: &Scope, filter: &LogFilter) {
    query.push(" FROM webhook_delivery d WHERE d.org_id = ").push_bind(scope.org.to_string());
    query.push(" AND d.webhook_id = ").push_bind(filter.webhook.to_string());
    if filter.failed {
        query.push(" AND (d.state = 'given_up' OR (d.state = 'pending' AND d.attempts > 0))");
    }
}

/// How the deliveries of each webhook stand; one without any is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn stats(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<HashMap<WebhookId, DeliveryStats>, StoreError> {
    let sql = "SELECT d.webhook_id, COALESCE(SUM(CASE WHEN d.state = 'pending' THEN 1 ELSE 0 END), 0) AS pending, \
        MAX(CASE WHEN d.state = 'delivered' THEN d.ended_at END) AS delivered, \
        MIN(CASE WHEN d.state <> 'delivered' AND d.first_failed > COALESCE((SELECT MAX(o.ended_at) \
            FROM webhook_delivery o WHERE o.webhook_id = d.webhook_id AND o.state = 'delivered'), 0) \
            THEN d.first_failed END) AS failing \
        FROM webhook_delivery d WHERE d.org_id = $1 GROUP BY d.webhook_id";
    let rows = sqlx::query(sql).bind(scope.org.to_string()).fetch_all(connection).await?;
    let time = |at: Option<i64>| at.map(Timestamp::from_millis);
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("webhook_id")?;
            let key = id.parse().map_err(|_| StoreError::tampered(super::TABLE, &id))?;
            let stats = DeliveryStats {
                pending: u64::try_from(row.try_get::<i64, _>("pending")?).unwrap_or(0),
                delivered_at: time(row.try_get("delivered")?),
                failing_since: time(row.try_get("failing")?),
            };
            Ok((key, stats))
        })
        .collect()
}

/// Forgets deliveries that ended before `before`; how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(tx: &mut WriteTx, scope: &Scope, before: Timestamp) -> Result<u64, StoreError> {
    let sql =
        "DELETE FROM webhook_delivery WHERE org_id = $1 AND state <> 'pending' AND ended_at < $2";
    let done = sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(before.as_millis())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
