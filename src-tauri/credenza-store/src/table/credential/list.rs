//! Lists of credentials: filtered, sorted, paged by key, never by offset.

use super::row::{self, CredentialRow};
use crate::{Scope, StoreError};
use futures::TryStreamExt;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// Oldest proof first.
    Verified,
    /// Newest first.
    Created,
}

/// Which credentials.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this connector's.
    pub connector: Option<String>,
    /// Only those that need attention.
    pub needs_attention: bool,
    /// Only those that no flow uses.
    pub unused: bool,
    /// Only those without proof.
    pub unverified: bool,
    /// The archive instead.
    pub archived: bool,
    /// Only those whose name or account holds this text.
    pub search: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Where the previous page ended.
    pub cursor: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// A page.
#[derive(Debug)]
pub struct Listed {
    /// The rows.
    pub rows: Vec<CredentialRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// Where this page ends, if there is another.
    pub cursor: Option<String>,
}

/// How many credentials a connector has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorCount {
    /// The connector.
    pub connector: String,
    /// Live credentials.
    pub credentials: u64,
    /// Those that need attention.
    pub needs_attention: u64,
}

/// Lists credentials.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    filter: &Filter,
) -> Result<Listed, StoreError> {
    let mut count = QueryBuilder::new("SELECT COUNT(*) FROM credential c");
    push_where(&mut count, scope, filter);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *connection).await?;

    let key = key_of(filter.sort);
    let mut query = QueryBuilder::new("SELECT c.*, ");
    query.push(key).push(" AS sort_key FROM credential c");
    push_where(&mut query, scope, filter);
    push_cursor(&mut query, filter, key);
    let direction = if filter.sort == Sort::Created { "DESC" } else { "ASC" };
    query.push(format!(" ORDER BY {key} {direction}, c.id {direction} LIMIT "));
    query.push_bind(i64::from(filter.limit) + 1);
    let mut rows = query.build().fetch_all(connection).await?;

    let more = rows.len() > filter.limit as usize;
    rows.truncate(filter.limit as usize);
    let cursor = match rows.last().filter(|_| more) {
        Some(last) => {
            Some(format!("{}\n{}", last.try_get::<String, _>("id")?, sort_text(last, filter.sort)?))
        }
        None => None,
    };
    let rows = rows.iter().map(|row| row::read(scope, row)).collect::<Result<_, _>>()?;
    Ok(Listed { rows, total: u64::try_from(total).unwrap_or(0), cursor })
}

fn key_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "c.search",
        Sort::Verified => "COALESCE(c.verified_at, 0)",
        Sort::Created => "c.created_at",
    }
}

fn sort_text(row: &sqlx::sqlite::SqliteRow, sort: Sort) -> Result<String, StoreError> {
    Ok(match sort {
        Sort::Name => row.try_get("sort_key")?,
        Sort::Verified | Sort::Created => row.try_get::<i64, _>("sort_key")?.to_string(),
    })
}

fn push_where(query: &mut QueryBuilder<Sqlite>, scope: &Scope, filter: &Filter) {
    query.push(" WHERE c.org_id = ").push_bind(scope.org.to_string());
    query.push(" AND c.live = ").push_bind(i64::from(!filter.archived));
    if let Some(connector) = &filter.connector {
        query.push(" AND c.connector = ").push_bind(connector.clone());
    }
    if filter.needs_attention {
        query.push(" AND c.needs_attention = 1");
    }
    if filter.unverified {
        query.push(" AND c.proven = 0");
    }
    if filter.unused {
        query
            .push(" AND NOT EXISTS (SELECT 1 FROM flow_credential u WHERE u.credential_id = c.id)");
        query.push(
            " AND NOT EXISTS (SELECT 1 FROM active_flow_credential u WHERE u.credential_id = c.id)",
        );
    }
    if let Some(text) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let escaped =
            text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query.push(" AND c.search LIKE ").push_bind(format!("%{escaped}%")).push(" ESCAPE '\\'");
    }
}

/// A cursor is the last row's id and sort key; one that does not parse begins at the start.
fn push_cursor(query: &mut QueryBuilder<Sqlite>, filter: &Filter, key: &str) {
    let Some((id, text)) = filter.cursor.as_deref().and_then(|cursor| cursor.split_once('\n'))
    else {
        return;
    };
    let operator = if filter.sort == Sort::Created { "<" } else { ">" };
    query.push(format!(" AND ({key}, c.id) {operator} ("));
    match filter.sort {
        Sort::Name => query.push_bind(text.to_owned()),
        Sort::Verified | Sort::Created => query.push_bind(text.parse::<i64>().unwrap_or_default()),
    };
    query.push(", ").push_bind(id.to_owned()).push(")");
}

/// How many credentials each connector has; one that has none is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_by_connector(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<Vec<ConnectorCount>, StoreError> {
    let sql = "SELECT connector, COUNT(*), SUM(needs_attention) FROM credential \
               WHERE org_id = $1 AND live = 1 GROUP BY connector ORDER BY connector";
    let rows: Vec<(String, i64, i64)> =
        sqlx::query_as(sql).bind(scope.org.to_string()).fetch_all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|(connector, credentials, attention)| ConnectorCount {
            connector,
            credentials: u64::try_from(credentials).unwrap_or(0),
            needs_attention: u64::try_from(attention).unwrap_or(0),
        })
        .collect())
}

/// How many live rows cannot be trusted. Looks at every one.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_unreadable(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<u64, StoreError> {
    let mut rows = sqlx::query("SELECT * FROM credential WHERE org_id = $1 AND live = 1")
        .bind(scope.org.to_string())
        .fetch(connection);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        if matches!(row::read(scope, &row), Ok(CredentialRow::Unreadable(_))) {
            count += 1;
        }
    }
    Ok(count)
}
