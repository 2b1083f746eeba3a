//! OAuth apps: clients registered at a provider. The client secret is sealed, and bound to the digest
//! of where it may be sent; every other column is authenticated.

mod row;
mod write;

pub use row::{OAuthApp, OAuthAppFound};
pub(in crate::table) use write::renew;
pub use write::{RemoveRefused, SaveAppRefused, insert, open_client_secret, remove, save};

use crate::{Scope, StoreError};
use credenza_model::OAuthAppId;
use sqlx::SqliteConnection;
use std::collections::HashMap;

pub(crate) const TABLE: &str = "oauth_app";

/// The shortest prefix of an id that is looked up.
const SHORTEST_PREFIX: usize = 4;

/// OAuth apps, by name; of one connector or of all.
///
/// # Errors
/// [`StoreError::Tampered`] when one was changed outside Credenza.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    connector: Option<&str>,
) -> Result<Vec<OAuthApp>, StoreError> {
    let sql = "SELECT * FROM oauth_app WHERE org_id = $1 AND ($2 IS NULL OR connector = $2) ORDER BY name, id";
    let rows =
        sqlx::query(sql).bind(scope.org.to_string()).bind(connector).fetch_all(connection).await?;
    rows.iter().map(|row| row::read(scope, row)).collect()
}

/// The OAuth app of that id.
///
/// # Errors
/// [`StoreError::Tampered`] when it was changed outside Credenza.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: OAuthAppId,
) -> Result<Option<OAuthApp>, StoreError> {
    let row = sqlx::query("SELECT * FROM oauth_app WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row::read(scope, &row)).transpose()
}

/// By id, by exact name, or by unique prefix of the id; of one connector or of any.
///
/// # Errors
/// When the database cannot be read, or what fits was changed outside Credenza.
pub async fn find_by_reference(
    connection: &mut SqliteConnection,
    scope: &Scope,
    reference: &str,
    connector: Option<&str>,
) -> Result<OAuthAppFound, StoreError> {
    let all = list(connection, scope, connector).await?;
    let prefix = reference.to_ascii_lowercase();
    let by = |fits: &dyn Fn(&OAuthApp) -> bool| -> Vec<OAuthApp> {
        all.iter().filter(|app| fits(app)).cloned().collect()
    };
    let mut fitting = by(&|app| app.id.to_string() == prefix);
    if fitting.is_empty() {
        fitting = by(&|app| app.name == reference);
    }
    if fitting.is_empty() && prefix.len() >= SHORTEST_PREFIX {
        fitting = by(&|app| app.id.to_string().starts_with(&prefix));
    }
    Ok(match fitting.len() {
        0 => OAuthAppFound::None,
        1 => OAuthAppFound::One(Box::new(fitting.swap_remove(0))),
        _ => OAuthAppFound::Several(fitting),
    })
}

/// How many credentials were signed in with each OAuth app, archived ones included; one that has none
/// is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_credentials(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<HashMap<OAuthAppId, u64>, StoreError> {
    let sql = "SELECT oauth_app_id, COUNT(*) FROM oauth_grant WHERE org_id = $1 AND oauth_app_id IS NOT NULL \
         GROUP BY oauth_app_id";
    let rows: Vec<(String, i64)> =
        sqlx::query_as(sql).bind(scope.org.to_string()).fetch_all(connection).await?;
    rows.into_iter()
        .map(|(id, count)| {
            let key = id.parse().map_err(|_| StoreError::tampered(TABLE, &id))?;
            Ok((key, u64::try_from(count).unwrap_or(0)))
        })
        .collect()
}
