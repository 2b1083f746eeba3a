//! Writing webhooks. Every write seals the secrets anew, under the address as it then is.

use super::TABLE;
use super::row::Webhook;
use crate::table::json;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{Timestamp, WebhookId};
use credenza_vault::{OpenError, Randomness, SealError, SecretDocument, dek_version_of};
use sqlx::sqlite::SqliteRow;

/// Why a webhook was not saved.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefused {
    /// It is gone.
    #[error("it was removed elsewhere")]
    Gone,
    /// Its secrets cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the secrets of a webhook.
///
/// # Errors
/// [`OpenError`]: the secrets, their row, or its address is not what was sealed.
pub fn open_secret(scope: &Scope, webhook: &Webhook) -> Result<SecretDocument, OpenError> {
    let (version, policy) = (webhook.secret_version, webhook.policy_hash());
    scope.ring.open_document(
        &scope.seal_context(TABLE, *webhook.id.as_bytes(), version, policy),
        &webhook.secret,
    )
}

/// Inserts a webhook.
///
/// # Errors
/// [`WebhookRefused`].
pub async fn insert(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    webhook: &mut Webhook,
    secret: &SecretDocument,
) -> Result<(), WebhookRefused> {
    seal(scope, rng, webhook, secret)?;
    let sql = "INSERT INTO webhook (org_id, id, address, private, events, description, active, secret, \
        secret_version, dek_version, previous_until, created_at, updated_at, row_mac) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    bind_row(sqlx::query(sql), scope, webhook)
        .execute(&mut **tx)
        .await
        .map_err(StoreError::from)?;
    Ok(())
}

/// Saves a changed webhook.
///
/// # Errors
/// [`WebhookRefused`].
pub async fn save(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    webhook: &mut Webhook,
    secret: &SecretDocument,
) -> Result<(), WebhookRefused> {
    seal(scope, rng, webhook, secret)?;
    let sql = "UPDATE webhook SET address = $3, private = $4, events = $5, description = $6, active = $7, \
        secret = $8, secret_version = $9, dek_version = $10, previous_until = $11, created_at = $12, \
        updated_at = $13, row_mac = $14 WHERE org_id = $1 AND id = $2";
    let done = bind_row(sqlx::query(sql), scope, webhook).execute(&mut **tx).await;
    if done.map_err(StoreError::from)?.rows_affected() == 1 {
        Ok(())
    } else {
        Err(WebhookRefused::Gone)
    }
}

/// Removes a webhook, and with it what waits for it and what was sent; whether it was there.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &mut WriteTx, scope: &Scope, id: WebhookId) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM webhook WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a row the active data key; whether it could be read.
///
/// # Errors
/// When the database cannot be written.
pub(in crate::table) async fn renew(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    row: &SqliteRow,
) -> Result<bool, StoreError> {
    let Ok(mut webhook) = super::row::read(scope, row) else { return Ok(false) };
    let Ok(secret) = open_secret(scope, &webhook) else { return Ok(false) };
    match save(tx, scope, rng, &mut webhook, &secret).await {
        Ok(()) => Ok(true),
        Err(WebhookRefused::Gone) => Ok(false),
        Err(WebhookRefused::Seal(error)) => Err(StoreError::Other(error.code().to_owned())),
        Err(WebhookRefused::Store(error)) => Err(error),
    }
}

fn seal(
    scope: &Scope,
    rng: &mut dyn Randomness,
    webhook: &mut Webhook,
    secret: &SecretDocument,
) -> Result<(), SealError> {
    webhook.secret_version += 1;
    let (version, policy) = (webhook.secret_version, webhook.policy_hash());
    let context = scope.seal_context(TABLE, *webhook.id.as_bytes(), version, policy);
    webhook.secret = scope.ring.seal_document(&context, secret, rng)?;
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds $1 to $14.
fn bind_row<'q>(query: Query<'q>, scope: &Scope, webhook: &Webhook) -> Query<'q> {
    let dek_version: i64 = dek_version_of(&webhook.secret).unwrap_or_default().into();
    query
        .bind(scope.org.to_string())
        .bind(webhook.id.to_string())
        .bind(webhook.address.clone())
        .bind(json::write(&webhook.private))
        .bind(json::write(&webhook.events))
        .bind(webhook.description.clone())
        .bind(i64::from(webhook.active))
        .bind(webhook.secret.clone())
        .bind(webhook.secret_version)
        .bind(dek_version)
        .bind(webhook.previous_until.map(Timestamp::as_millis))
        .bind(webhook.created_at.as_millis())
        .bind(webhook.updated_at.as_millis())
        .bind(scope.row_mac(TABLE, webhook.canonical()))
}
