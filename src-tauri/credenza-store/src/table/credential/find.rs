//! One credential: by id, by what a person types, by fingerprint.

use super::row::{self, CredentialRow};
use crate::{Scope, StoreError};
use credenza_model::CredentialId;
use credenza_vault::Mac;
use sqlx::SqliteConnection;

/// The shortest prefix of an id that is looked up.
const SHORTEST_PREFIX: usize = 4;

/// What a reference leads to.
#[derive(Debug)]
pub enum Found {
    /// Nothing.
    None,
    /// One.
    One(Box<CredentialRow>),
    /// Several: (id, name, connector).
    Several(Vec<(CredentialId, String, String)>),
}

/// The credential of that id, archived ones included.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: CredentialId,
) -> Result<Option<CredentialRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM credential WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row::read(scope, &row)).transpose()
}

/// By id, by exact name, or by unique prefix of the id. Live credentials go before archived ones.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_by_reference(
    connection: &mut SqliteConnection,
    scope: &Scope,
    reference: &str,
) -> Result<Found, StoreError> {
    if let Ok(id) = reference.parse::<CredentialId>() {
        let found = find(connection, scope, id).await?;
        return Ok(found.map_or(Found::None, |row| Found::One(Box::new(row))));
    }
    let by_name = "SELECT id, name, connector, live FROM credential WHERE org_id = $1 AND name = $2 ORDER BY live DESC, id LIMIT 20";
    let mut rows = candidates(connection, scope, by_name, reference).await?;
    let prefix = reference.to_ascii_lowercase();
    let like_id = prefix.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if rows.is_empty() && prefix.len() >= SHORTEST_PREFIX && like_id {
        let by_prefix = "SELECT id, name, connector, live FROM credential WHERE org_id = $1 AND id LIKE $2 || '%' ORDER BY live DESC, id LIMIT 20";
        rows = candidates(connection, scope, by_prefix, &prefix).await?;
    }
    if rows.iter().any(|(_, _, _, live)| *live == 1) {
        rows.retain(|(_, _, _, live)| *live == 1);
    }
    match rows.as_slice() {
        [] => Ok(Found::None),
        [(id, ..)] => {
            let found = find(connection, scope, parse(id)?).await?;
            Ok(found.map_or(Found::None, |row| Found::One(Box::new(row))))
        }
        several => several
            .iter()
            .map(|(id, name, connector, _)| Ok((parse(id)?, name.clone(), connector.clone())))
            .collect::<Result<_, StoreError>>()
            .map(Found::Several),
    }
}

async fn candidates(
    connection: &mut SqliteConnection,
    scope: &Scope,
    sql: &'static str,
    text: &str,
) -> Result<Vec<(String, String, String, i64)>, StoreError> {
    Ok(sqlx::query_as(sql).bind(scope.org.to_string()).bind(text).fetch_all(connection).await?)
}

/// Live credentials with that fingerprint: (id, name).
///
/// # Errors
/// When the database cannot be read.
pub async fn find_by_fingerprint(
    connection: &mut SqliteConnection,
    scope: &Scope,
    fingerprint: &Mac,
) -> Result<Vec<(CredentialId, String)>, StoreError> {
    let sql = "SELECT id, name FROM credential WHERE org_id = $1 AND fingerprint = $2 AND live = 1 ORDER BY created_at LIMIT 20";
    let rows: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(scope.org.to_string())
        .bind(fingerprint.to_bytes().to_vec())
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|(id, name)| Ok((parse(&id)?, name))).collect()
}

fn parse(id: &str) -> Result<CredentialId, StoreError> {
    id.parse().map_err(|_| StoreError::tampered(super::TABLE, id))
}
