//! What ends, and when something was last looked at.

use crate::table::credential;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, ENDS_SOON, StateChange, Timestamp};
use sqlx::SqliteConnection;
use std::collections::HashSet;

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

impl Ends {
    fn is_of_grant(self) -> bool {
        matches!(self, Self::Token | Self::TestGrant)
    }
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

/// When the grant of a credential ends, if nothing renews it: its token, or its sign-in with an app in test
/// mode, whichever is first.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn grant_end(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: CredentialId,
) -> Result<Option<Timestamp>, StoreError> {
    let mut first: Option<i64> = None;
    for (_, table, at) in ENDINGS.iter().filter(|(ends, ..)| ends.is_of_grant()) {
        let sql = format!(
            "SELECT MIN({at}) FROM {table} WHERE e.org_id = $1 AND e.credential_id = $2 AND $3 > 0"
        );
        let found: Option<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(scope.org.to_string())
            .bind(id.to_string())
            .bind(TEST_GRANT_MILLIS)
            .fetch_one(&mut *connection)
            .await?;
        first = first.into_iter().chain(found).min();
    }
    Ok(first.map(Timestamp::from_millis))
}

/// Credentials whose state does not say what the dates say: they work and end soon by now, or no longer do.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_unsettled(
    connection: &mut SqliteConnection,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<(CredentialId, StateChange)>, StoreError> {
    let endings = list_endings(connection, scope, now.plus(ENDS_SOON)).await?;
    let soon: HashSet<CredentialId> = endings.iter().map(|ending| ending.credential).collect();
    let sql = "SELECT h.credential_id, h.state FROM health h JOIN credential c ON c.id = h.credential_id \
               WHERE h.org_id = $1 AND c.live = 1 AND h.state IN ('connected', 'expiring')";
    let standing: Vec<(String, String)> =
        sqlx::query_as(sql).bind(scope.org.to_string()).fetch_all(connection).await?;
    let unsettled = standing.into_iter().filter_map(|(id, state)| {
        let id = id.parse().ok()?;
        match (state.as_str(), soon.contains(&id)) {
            ("connected", true) => Some((id, StateChange::EndsSoon)),
            ("expiring", false) => Some((id, StateChange::EndsLater)),
            _ => None,
        }
    });
    Ok(unsettled.collect())
}

/// Makes states say what the dates say. How many changed; a row that cannot be read keeps its state.
///
/// # Errors
/// When the database cannot be written.
pub async fn settle(tx: &mut WriteTx, scope: &Scope, now: Timestamp) -> Result<u64, StoreError> {
    let mut settled = 0;
    for (id, change) in list_unsettled(tx, scope, now).await? {
        let changed = credential::change_state(tx, scope, id, &change, now).await;
        settled += u64::from(matches!(changed, Ok(Some(_))));
    }
    Ok(settled)
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
