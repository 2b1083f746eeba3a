//! Webhooks by id, by what a person types, and all of them.

use super::row::{self, Webhook};
use crate::{Scope, StoreError};
use credenza_model::WebhookId;
use sqlx::SqliteConnection;

/// The shortest prefix of an id that is looked up.
const SHORTEST_PREFIX: usize = 4;

/// What a reference leads to.
#[derive(Debug)]
pub enum WebhookFound {
    /// Nothing.
    None,
    /// One.
    One(Box<Webhook>),
    /// Several.
    Several(Vec<Webhook>),
}

/// The webhook of that id.
///
/// # Errors
/// [`StoreError::Tampered`] when it was changed outside Credenza.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: WebhookId,
) -> Result<Option<Webhook>, StoreError> {
    let row = sqlx::query("SELECT * FROM webhook WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row::read(scope, &row)).transpose()
}

/// Every webhook, oldest first.
///
/// # Errors
/// [`StoreError::Tampered`] when one was changed outside Credenza.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<Vec<Webhook>, StoreError> {
    let rows = sqlx::query("SELECT * FROM webhook WHERE org_id = $1 ORDER BY created_at, id")
        .bind(scope.org.to_string())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| row::read(scope, row)).collect()
}

/// By id, by address (with or without its query), or by unique prefix of the id.
///
/// # Errors
/// As [`list`].
pub async fn find_by_reference(
    connection: &mut SqliteConnection,
    scope: &Scope,
    reference: &str,
) -> Result<WebhookFound, StoreError> {
    let all = list(connection, scope).await?;
    let prefix = reference.to_ascii_lowercase();
    let without_query = |address: &str| address.split('?').next() == Some(reference);
    let ways: [&dyn Fn(&Webhook) -> bool; 4] = [
        &|one| one.id.to_string() == prefix,
        &|one| one.address == reference,
        &|one| without_query(&one.address),
        &|one| prefix.len() >= SHORTEST_PREFIX && one.id.to_string().starts_with(&prefix),
    ];
    for way in ways {
        let mut fitting: Vec<Webhook> = all.iter().filter(|one| way(one)).cloned().collect();
        match fitting.len() {
            0 => {}
            1 => return Ok(WebhookFound::One(Box::new(fitting.remove(0)))),
            _ => return Ok(WebhookFound::Several(fitting)),
        }
    }
    Ok(WebhookFound::None)
}
