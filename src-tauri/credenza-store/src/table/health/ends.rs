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
    /// An access token that nothing renews.
    Token,
    /// A grant of an OAuth app in test mode.
    TestGrant,
}

/// How long a grant of an app in test mode lasts: seven days (Google).
const TEST_GRANT_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Where it stands in the database, and the moment it ends.
const ENDINGS: [(Ends, &str, &str); 4] = [
    (Ends::Secret, "health e", "e.secret_ends"),
    (Ends::Certificate, "health e", "e.certificate_ends"),
    (
        Ends::Token,
        "(SELECT * FROM oauth_grant WHERE refreshable = 0 AND ended = 0) e",
        "e.expires_at",
    ),
    (
        Ends::TestGrant,
        "(SELECT g.* FROM oauth_grant g JOIN oauth_app a ON a.id = g.oauth_app_id \
          WHERE a.test_mode = 1 AND g.ended = 0) e",
        "e.signed_in_at + $3",
    ),
];

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
    let mut all = Vec::new();
    for (ends, table, at) in ENDINGS {
        let sql = format!(
            "SELECT c.id, c.name, c.connector, {at} FROM {table} JOIN credential c ON c.id = e.credential_id \
             WHERE e.org_id = $1 AND c.live = 1 AND {at} <= $2 AND $3 > 0"
        );
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(scope.org.to_string())
            .bind(until.as_millis())
            .bind(TEST_GRANT_MILLIS)
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
