//! Giving every row a new data key (SECURITY 2.5): in small transactions, so that everybody else goes on, and with
//! nothing but the rows themselves to say how far it got, so that it can stop at any instant and go on later.
//!
//! Writers that still have the old keys are refused by the record, whose end is authenticated with the new key from the
//! first moment of a rotation on. Absent on purpose: how data keys are wrapped for the ways to unlock.

mod credentials;
mod plain;
mod sealed;

pub use credentials::SecretReader;

use super::vault::Vault;
use crate::{Connection, Scope, StoreError, WriteTx};
use credenza_vault::{Randomness, SealError, WrappedKey};
use sealed::Table;

/// How far one batch came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Batch {
    /// Rows that have the new key now.
    pub renewed: u64,
    /// Rows that cannot be read, and keep the old key.
    pub unreadable: u64,
}

/// Where the next batch begins.
#[derive(Debug, Clone, Default)]
pub struct Place {
    credential: String,
    verification: (String, i64),
    /// Of the OAuth apps, and of the webhooks.
    sealed: [String; 2],
    /// The tables that are done.
    stage: usize,
    /// Rows of the present table that could not be read.
    skipped: i64,
}

/// Begins: the new data key is there for every way to unlock, and is the active one.
///
/// # Errors
/// [`StoreError::KeysRotated`] when somebody else began first; when the database cannot be written.
pub async fn begin(
    tx: &mut WriteTx,
    vault: &Vault,
    wrapped: &[WrappedKey],
    active: u32,
) -> Result<(), StoreError> {
    super::vault::insert_wrapped_keys(tx, vault, wrapped).await?;
    let done =
        sqlx::query("UPDATE organization SET active_dek = $1 WHERE id = $2 AND active_dek = $3")
            .bind(i64::from(active))
            .bind(vault.org.to_string())
            .bind(i64::from(vault.active_dek))
            .execute(&mut **tx)
            .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::KeysRotated) }
}

/// Renews some rows, from `place` on; `None` when there are no more.
///
/// # Errors
/// When the database cannot be written.
pub async fn renew(
    tx: &mut WriteTx,
    scope: &Scope,
    reader: &dyn SecretReader,
    rng: &mut dyn Randomness,
    place: &mut Place,
) -> Result<Option<Batch>, StoreError> {
    while place.stage <= plain::TABLES.len() + 3 {
        let [app, webhook] = &mut place.sealed;
        let batch = match place.stage {
            0 => credentials::renew(tx, scope, reader, rng, &mut place.credential).await?,
            1 => plain::renew_reports(tx, scope, &mut place.verification).await?,
            2 => sealed::renew(tx, scope, Table::OAuthApp, reader, rng, app).await?,
            3 => sealed::renew(tx, scope, Table::Webhook, reader, rng, webhook).await?,
            stage => {
                let batch =
                    plain::renew(tx, scope, &plain::TABLES[stage - 4], place.skipped).await?;
                place.skipped += i64::try_from(batch.unreadable).unwrap_or(0);
                batch
            }
        };
        if batch != Batch::default() {
            return Ok(Some(batch));
        }
        place.stage += 1;
        place.skipped = 0;
    }
    Ok(None)
}

/// How many rows still need an older key.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_left(connection: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let mut left = credentials::count_left(connection, scope).await?;
    left += plain::count_reports_left(connection, scope).await?;
    for table in [Table::OAuthApp, Table::Webhook] {
        left += sealed::count_left(connection, scope, table).await?;
    }
    for table in &plain::TABLES {
        left += plain::count_left(connection, scope, table).await?;
    }
    Ok(left)
}

/// Ends: destroys the wraps of `version`, unless rows still need it. What the record needs of it is kept, sealed with
/// the active key. Whether it was destroyed.
///
/// # Errors
/// When the database cannot be written.
pub async fn retire(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    version: u32,
) -> Result<bool, StoreError> {
    if count_left(tx, scope).await? > 0 {
        return Ok(false);
    }
    let mut versions = scope.ring.retired_versions();
    versions.push(version);
    for kept in versions {
        let blob =
            scope.ring.seal_retired(kept, &scope.vault_scope(), rng).map_err(|e| unsealed(&e))?;
        let sql = "INSERT INTO retired_key (org_id, dek_version, blob) VALUES ($1, $2, $3) \
                   ON CONFLICT (org_id, dek_version) DO UPDATE SET blob = excluded.blob";
        sqlx::query(sql)
            .bind(scope.org.to_string())
            .bind(i64::from(kept))
            .bind(blob)
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query("DELETE FROM wrapped_key WHERE org_id = $1 AND dek_version = $2")
        .bind(scope.org.to_string())
        .bind(i64::from(version))
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// What is kept of destroyed keys: version and sealed remains.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_retired(
    connection: &mut Connection,
    vault: &Vault,
) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT dek_version, blob FROM retired_key WHERE org_id = $1")
            .bind(vault.org.to_string())
            .fetch_all(connection)
            .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(version, blob)| Some((u32::try_from(version).ok()?, blob)))
        .collect())
}

fn unsealed(error: &SealError) -> StoreError {
    StoreError::Other(error.code().to_owned())
}
