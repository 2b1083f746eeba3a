//! What ends, and when something was last looked at.

use crate::{Scope, StoreError};
use credenza_model::{CredentialId, Timestamp};
use sqlx::SqliteConnection;

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The secret.
    Secret,
    /// The server's certificate.
    Certificate,
}

/// Something of a live credential that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Which credential.
    pub credential: CredentialId,
    /// Its name.
    pub name: String,
    /// Its connector.
    pub connector: String,
    /// What.
    pub ends: Ends,
    /// When.
    pub at: Timestamp,
}

/// What ends before `until`, soonest first; what has ended already is among it.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_endings(
    connection: &mut SqliteConnection,
    scope: &Scope,
    until: Timestamp,
) -> Result<Vec<Ending>, StoreError> {
    let of = |ends, column: &str| {
        (
            ends,
            format!(
                "SELECT c.id, c.name, c.connector, h.{column} FROM health h JOIN credential c ON c.id = h.credential_id \
             WHERE h.org_id = $1 AND c.live = 1 AND h.{column} <= $2"
            ),
        )
    };
    let mut all = Vec::new();
    for (ends, sql) in [of(Ends::Secret, "secret_ends"), of(Ends::Certificate, "certificate_ends")]
    {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(scope.org.to_string())
            .bind(until.as_millis())
            .fetch_all(&mut *connection)
            .await?;
        all.extend(rows.into_iter().filter_map(|(id, name, connector, at)| {
            let at = Timestamp::from_millis(at);
            Some(Ending { credential: id.parse().ok()?, name, connector, ends, at })
        }));
    }
    all.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    Ok(all)
}

/// When a live credential was last looked at.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_checked(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT MAX(h.checked_at) FROM health h JOIN credential c ON c.id = h.credential_id \
               WHERE h.org_id = $1 AND c.live = 1";
    let at: Option<i64> =
        sqlx::query_scalar(sql).bind(scope.org.to_string()).fetch_one(connection).await?;
    Ok(at.map(Timestamp::from_millis))
}
