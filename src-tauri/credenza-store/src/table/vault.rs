//! The vault itself, its organization, and the ways to unlock it.

use super::json;
use crate::{StoreError, WriteTx};
use credenza_model::{OrgId, Timestamp, VaultId};
use credenza_vault::{KeySlot, Kid, WrappedKey};
use sqlx::{Row, SqliteConnection};

/// What can be known of a vault while it is locked.
#[derive(Debug, Clone)]
pub struct Vault {
    /// Its id.
    pub id: VaultId,
    /// Its organization.
    pub org: OrgId,
    /// The data key that new secrets are sealed with.
    pub active_dek: u32,
    /// When it was created.
    pub created_at: Timestamp,
}

/// Writes a new vault: called once, while the file has no name yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &mut WriteTx, vault: &Vault, org_name: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO vault (id, created_at) VALUES ($1, $2)")
        .bind(vault.id.to_string())
        .bind(vault.created_at.as_millis())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO organization (id, vault_id, name, active_dek) VALUES ($1, $2, $3, $4)",
    )
    .bind(vault.org.to_string())
    .bind(vault.id.to_string())
    .bind(org_name)
    .bind(i64::from(vault.active_dek))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The vault of this database.
///
/// # Errors
/// [`StoreError::Corrupt`] when there is none: a vault gets its file only when it is complete.
pub async fn get(connection: &mut SqliteConnection) -> Result<Vault, StoreError> {
    let sql = "SELECT v.id, v.created_at, o.id AS org, o.active_dek FROM vault v JOIN organization o ON o.vault_id = v.id";
    let row = sqlx::query(sql)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::Corrupt("no vault row".to_owned()))?;
    let id: String = row.try_get("id")?;
    let org: String = row.try_get("org")?;
    let active: i64 = row.try_get("active_dek")?;
    Ok(Vault {
        id: id.parse().map_err(|_| StoreError::tampered("vault", &id))?,
        org: org.parse().map_err(|_| StoreError::tampered("organization", &org))?,
        active_dek: u32::try_from(active)
            .map_err(|_| StoreError::tampered("organization", &org))?,
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
    })
}

/// Adds a way to unlock, with the data keys wrapped for it.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_slot(
    tx: &mut WriteTx,
    vault: &Vault,
    slot: &KeySlot,
    wrapped: &[WrappedKey],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO key_slot (kid, vault_id, kind, slot, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(slot.kid.to_string())
    .bind(vault.id.to_string())
    .bind(slot.method.kind())
    .bind(json::write(slot))
    .bind(now.as_millis())
    .execute(&mut **tx)
    .await?;
    insert_wrapped_keys(tx, vault, wrapped).await
}

/// Adds data keys for ways to unlock that are there already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_wrapped_keys(
    tx: &mut WriteTx,
    vault: &Vault,
    wrapped: &[WrappedKey],
) -> Result<(), StoreError> {
    for key in wrapped {
        sqlx::query(
            "INSERT INTO wrapped_key (kid, org_id, dek_version, blob) VALUES ($1, $2, $3, $4)",
        )
        .bind(key.kid.to_string())
        .bind(vault.org.to_string())
        .bind(i64::from(key.dek_version))
        .bind(key.blob.as_slice())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Removes the other ways to unlock of the same kind as `keep`.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_other_slots(tx: &mut WriteTx, keep: &KeySlot) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM key_slot WHERE kind = $1 AND kid <> $2")
        .bind(keep.method.kind())
        .bind(keep.kid.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Removes ways to unlock, with the data keys wrapped for them.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_slots(tx: &mut WriteTx, kids: &[Kid]) -> Result<(), StoreError> {
    for kid in kids {
        sqlx::query("DELETE FROM key_slot WHERE kid = $1")
            .bind(kid.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// A way to unlock, and since when it is there.
#[derive(Debug, Clone)]
pub struct StoredSlot {
    /// The way.
    pub slot: KeySlot,
    /// Since when.
    pub created_at: Timestamp,
}

/// The ways to unlock, oldest first.
///
/// # Errors
/// When a row cannot be read.
pub async fn list_slots(connection: &mut SqliteConnection) -> Result<Vec<StoredSlot>, StoreError> {
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT kid, slot, created_at FROM key_slot ORDER BY created_at, kid")
            .fetch_all(connection)
            .await?;
    rows.iter()
        .map(|(kid, text, at)| {
            let slot = json::read("key_slot", kid, text)?;
            Ok(StoredSlot { slot, created_at: Timestamp::from_millis(*at) })
        })
        .collect()
}

/// Every wrapped data key.
///
/// # Errors
/// When a row cannot be read.
pub async fn list_wrapped_keys(
    connection: &mut SqliteConnection,
) -> Result<Vec<WrappedKey>, StoreError> {
    let rows: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT kid, dek_version, blob FROM wrapped_key ORDER BY dek_version")
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|(kid, version, blob)| {
            let tampered = || StoreError::tampered("wrapped_key", &kid);
            Ok(WrappedKey {
                kid: kid.parse().map_err(|_| tampered())?,
                dek_version: u32::try_from(version).map_err(|_| tampered())?,
                blob,
            })
        })
        .collect()
}

/// Asks every process that has the vault open to lock it.
///
/// # Errors
/// When the database cannot be written.
pub async fn request_lock(tx: &mut WriteTx) -> Result<(), StoreError> {
    sqlx::query("UPDATE vault SET lock_requests = lock_requests + 1").execute(&mut **tx).await?;
    Ok(())
}

/// How often locking was asked for.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_lock_requests(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT lock_requests FROM vault").fetch_one(connection).await?)
}
