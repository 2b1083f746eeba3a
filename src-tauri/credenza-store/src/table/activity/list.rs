//! Reading the record.

use super::Columns;
use super::append::{Detail, Outcome};
use crate::table::json;
use crate::{Scope, StoreError};
use credenza_model::{Actor, Timestamp};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct ActivityFilter {
    /// Only these actions; empty = all.
    pub actions: Vec<String>,
    /// Only this object.
    pub object: Option<String>,
    /// Only this outcome.
    pub outcome: Option<Outcome>,
    /// Only entries whose action, object name or actor holds this text.
    pub search: Option<String>,
    /// Only from this moment on.
    pub from: Option<Timestamp>,
    /// Only before this moment.
    pub until: Option<Timestamp>,
    /// Only entries before this one.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// An entry, read back.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its place in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: String,
    /// The object's id.
    pub object: Option<String>,
    /// The object's name then.
    pub object_name: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Details.
    pub detail: Detail,
}

/// Entries, newest first, and how many there are in all.
///
/// # Errors
/// When an entry cannot be read.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    filter: &ActivityFilter,
) -> Result<(Vec<Recorded>, u64), StoreError> {
    let mut count = QueryBuilder::new("SELECT COUNT(*) FROM activity");
    push_where(&mut count, scope, filter);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *connection).await?;
    let mut query = QueryBuilder::new(
        "SELECT seq, at, actor, action, object, object_name, outcome, detail, search, mac FROM activity",
    );
    push_where(&mut query, scope, filter);
    if let Some(before) = filter.before {
        query.push(" AND seq < ").push_bind(before);
    }
    query.push(" ORDER BY seq DESC LIMIT ").push_bind(i64::from(filter.limit));
    let rows: Vec<Columns> = query.build_query_as().fetch_all(connection).await?;
    let entries = rows.into_iter().map(recorded).collect::<Result<_, _>>()?;
    Ok((entries, u64::try_from(total).unwrap_or(0)))
}

fn push_where(query: &mut QueryBuilder<Sqlite>, scope: &Scope, filter: &ActivityFilter) {
    query.push(" WHERE org_id = ").push_bind(scope.org.to_string());
    if !filter.actions.is_empty() {
        query.push(" AND action IN (");
        let mut separated = query.separated(", ");
        for action in &filter.actions {
            separated.push_bind(action.clone());
        }
        query.push(")");
    }
    if let Some(object) = &filter.object {
        query.push(" AND object = ").push_bind(object.clone());
    }
    if let Some(outcome) = filter.outcome {
        query.push(" AND outcome = ").push_bind(outcome.as_str());
    }
    if let Some(text) = &filter.search {
        let escaped =
            text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query.push(" AND search LIKE ").push_bind(format!("%{escaped}%")).push(" ESCAPE '\\'");
    }
    if let Some(from) = filter.from {
        query.push(" AND at >= ").push_bind(from.as_millis());
    }
    if let Some(until) = filter.until {
        query.push(" AND at < ").push_bind(until.as_millis());
    }
}

fn recorded(row: Columns) -> Result<Recorded, StoreError> {
    let id = row.seq.to_string();
    let outcome = match row.outcome.as_str() {
        "done" => Outcome::Done,
        "refused" => Outcome::Refused,
        "failed" => Outcome::Failed,
        _ => return Err(StoreError::tampered("activity", &id)),
    };
    Ok(Recorded {
        seq: row.seq,
        at: Timestamp::from_millis(row.at),
        actor: json::read("activity", &id, &row.actor)?,
        action: row.action,
        object: row.object,
        object_name: row.object_name,
        outcome,
        detail: json::read("activity", &id, &row.detail)?,
    })
}
