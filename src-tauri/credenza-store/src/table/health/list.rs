//! The list of how credentials stand: those that need attention first, paged by key.

use super::row::{self, Health};
use crate::table::credential::{self, CredentialRow};
use crate::{Scope, StoreError};
use credenza_model::{CredentialId, Timestamp};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

/// Which.
#[derive(Debug, Clone, Default)]
pub struct HealthFilter {
    /// Only those in one of these states, by their words; empty = all.
    pub states: Vec<String>,
    /// Only those that need attention.
    pub needs_attention: bool,
    /// Only those whose checks a person paused.
    pub paused: bool,
    /// Only those that somebody should look at for another reason than trouble.
    pub neglected: Option<Neglect>,
    /// The moment: a token is being renewed as long as somebody's lease lasts.
    pub now: Timestamp,
    /// Only those whose name or account holds this text.
    pub search: Option<String>,
    /// Where the previous page ended.
    pub cursor: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// Why somebody should look at a credential although nothing fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neglect {
    /// An active flow uses it, and it is quarantined or its checks are paused.
    SetAside,
    /// It was not looked at, or never verified, since this moment.
    UncheckedSince(Timestamp),
}

/// A page.
#[derive(Debug)]
pub struct HealthListed {
    /// The credentials, each with what is remembered of it.
    pub rows: Vec<(CredentialRow, Option<Health>)>,
    /// How many there are on all pages.
    pub total: u64,
    /// Where this page ends, if there is another.
    pub cursor: Option<String>,
}

/// How many live credentials are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateTally {
    /// The state's word; empty where nothing is remembered, because the row cannot be read.
    pub state: String,
    /// How many.
    pub count: u64,
    /// How many of them need attention.
    pub needs_attention: u64,
    /// Of how many of them a person paused the checks.
    pub paused: u64,
}

const FROM: &str = " FROM credential c LEFT JOIN health h ON h.credential_id = c.id";

/// The state that is shown, in SQL. Told by the lease, not stored, is that a token is being renewed: a process that
/// died is not renewing anything. `CredentialState::may_be_used` says of what it is told.
fn state(now: Timestamp, missing: &str) -> String {
    let now = now.as_millis();
    format!(
        "CASE WHEN h.state IN ('connected', 'expiring', 'degraded') AND EXISTS (SELECT 1 FROM oauth_grant g \
         WHERE g.credential_id = c.id AND g.lease_owner IS NOT NULL AND g.lease_until > {now}) \
         THEN 'refreshing' ELSE COALESCE(h.state, '{missing}') END"
    )
}

/// Worst first.
const URGENCY: &str = "CASE COALESCE(h.state, '') WHEN 'disconnected' THEN 0 WHEN 'reauth_required' THEN 1 \
    WHEN '' THEN 2 WHEN 'degraded' THEN 3 WHEN 'expiring' THEN 4 WHEN 'unverified' THEN 5 \
    WHEN 'quarantined' THEN 6 ELSE 7 END";

/// Lists live credentials.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    filter: &HealthFilter,
) -> Result<HealthListed, StoreError> {
    let mut count = QueryBuilder::new("SELECT COUNT(*)");
    push_where(&mut count, scope, filter);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *connection).await?;

    let mut query = QueryBuilder::new(format!("SELECT c.id, c.search, {URGENCY} AS urgency"));
    push_where(&mut query, scope, filter);
    push_cursor(&mut query, filter.cursor.as_deref());
    query.push(format!(" ORDER BY {URGENCY}, c.search, c.id LIMIT "));
    query.push_bind(i64::from(filter.limit) + 1);
    let mut found = query.build().fetch_all(&mut *connection).await?;
    let more = found.len() > filter.limit as usize;
    found.truncate(filter.limit as usize);
    let cursor = match found.last().filter(|_| more) {
        Some(last) => Some(format!(
            "{}\n{}\n{}",
            last.try_get::<i64, _>("urgency")?,
            last.try_get::<String, _>("id")?,
            last.try_get::<String, _>("search")?
        )),
        None => None,
    };
    let mut rows = Vec::new();
    for row in &found {
        let id: String = row.try_get("id")?;
        let Ok(id) = id.parse::<CredentialId>() else { continue };
        if let Some(credential) = credential::find(connection, scope, id).await? {
            let health = row::find(connection, scope, id).await?;
            rows.push((credential, health));
        }
    }
    Ok(HealthListed { rows, total: u64::try_from(total).unwrap_or(0), cursor })
}

fn push_where(query: &mut QueryBuilder<Sqlite>, scope: &Scope, filter: &HealthFilter) {
    query.push(FROM).push(" WHERE c.live = 1 AND c.org_id = ").push_bind(scope.org.to_string());
    if filter.needs_attention {
        query.push(" AND c.needs_attention = 1");
    }
    match filter.neglected {
        Some(Neglect::SetAside) => {
            query.push(
                " AND c.needs_attention = 0 AND (h.paused = 1 OR h.state = 'quarantined') AND EXISTS \
                 (SELECT 1 FROM active_flow_credential a WHERE a.credential_id = c.id)",
            );
        }
        Some(Neglect::UncheckedSince(moment)) => {
            query.push(" AND c.needs_attention = 0 AND (h.state IS NULL OR (h.state = 'unverified' AND h.since <= ");
            query.push_bind(moment.as_millis());
            query.push(") OR (h.state NOT IN ('unverified', 'quarantined') AND COALESCE(h.checked_at, c.created_at) <= ");
            query.push_bind(moment.as_millis()).push("))");
        }
        None => {}
    }
    if filter.paused {
        query.push(" AND h.paused = 1");
    }
    if !filter.states.is_empty() {
        query.push(format!(" AND {} IN (", state(filter.now, "unreadable")));
        let mut separated = query.separated(", ");
        for state in &filter.states {
            separated.push_bind(state.clone());
        }
        query.push(")");
    }
    if let Some(text) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let escaped =
            text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query.push(" AND c.search LIKE ").push_bind(format!("%{escaped}%")).push(" ESCAPE '\\'");
    }
}

/// A cursor that does not parse begins at the start.
fn push_cursor(query: &mut QueryBuilder<Sqlite>, cursor: Option<&str>) {
    let mut parts = cursor.unwrap_or_default().splitn(3, '\n');
    let (Some(Ok(urgency)), Some(id), Some(search)) =
        (parts.next().map(str::parse::<i64>), parts.next(), parts.next())
    else {
        return;
    };
    query.push(format!(" AND ({URGENCY}, c.search, c.id) > (")).push_bind(urgency);
    query.push(", ").push_bind(search.to_owned()).push(", ").push_bind(id.to_owned()).push(")");
}

/// How many live credentials are in each state; a state without any is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_states(
    connection: &mut SqliteConnection,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<StateTally>, StoreError> {
    let sql = format!(
        "SELECT {}, COUNT(*), COALESCE(SUM(c.needs_attention), 0), COALESCE(SUM(h.paused), 0) {FROM} \
         WHERE c.live = 1 AND c.org_id = $1 GROUP BY 1 ORDER BY 1",
        state(now, "")
    );
    let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .fetch_all(connection)
        .await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(rows
        .into_iter()
        .map(|(state, count, attention, paused)| StateTally {
            state,
            count: number(count),
            needs_attention: number(attention),
            paused: number(paused),
        })
        .collect())
}
