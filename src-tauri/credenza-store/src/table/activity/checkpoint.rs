//! Signed checkpoints of the record, in the database and compared with the one outside it.

use super::append;
use crate::{Connection, Scope, StoreError, WriteTx};
use credenza_model::Timestamp;
use credenza_vault::{Checkpoint, CheckpointError, Mac};
use std::collections::HashMap;

/// Checkpoints at these numbers are kept; of the others only the newest.
const KEPT_EVERY: i64 = 100;

/// How the record stands to a checkpoint that was kept outside the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The record goes on from there.
    Continued {
        /// Entries when it was last seen.
        seen: i64,
    },
    /// The record ends earlier than it did: the vault is an older one.
    Older {
        /// Entries when it was last seen.
        seen: i64,
        /// Entries now.
        found: i64,
    },
    /// As many entries or more, but another history.
    Different {
        /// Entries when it was last seen.
        seen: i64,
    },
    /// The checkpoint itself cannot be trusted.
    Unreadable,
}

/// Compares the record with a checkpoint that was kept elsewhere.
///
/// # Errors
/// When the database cannot be read, or the record's end was changed.
pub async fn compare(
    connection: &mut Connection,
    scope: &Scope,
    note: &str,
) -> Result<Anchor, StoreError> {
    let found = find_end(connection, scope).await?;
    let seen = match scope.ring.read_checkpoint(&scope.origin(), note) {
        Ok(seen) => seen,
        // A key that this database does not have: it is from before a rotation, unless it is a stranger's.
        Err(CheckpointError::UnknownKey) => return Ok(claimed(note, found)),
        Err(_) => return Ok(Anchor::Unreadable),
    };
    if seen.seq > found {
        return Ok(Anchor::Older { seen: seen.seq, found });
    }
    let mac: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT mac FROM activity WHERE org_id = $1 AND seq = $2")
            .bind(scope.org.to_string())
            .bind(seen.seq)
            .fetch_optional(connection)
            .await?;
    let same = mac
        .and_then(|bytes| Mac::from_bytes(&bytes).ok())
        .is_some_and(|mac| *mac.tag() == seen.hash);
    let seen = seen.seq;
    Ok(if same { Anchor::Continued { seen } } else { Anchor::Different { seen } })
}

/// What an unverifiable note claims: enough to say that this is not the vault that was last seen.
fn claimed(note: &str, found: i64) -> Anchor {
    match note.lines().nth(1).and_then(|line| line.parse::<i64>().ok()) {
        Some(seen) if seen > found => Anchor::Older { seen, found },
        Some(seen) => Anchor::Different { seen },
        None => Anchor::Unreadable,
    }
}

/// The number of the last entry; 0 when there is none.
///
/// # Errors
/// When the record's end was changed, or the database cannot be read.
pub async fn find_end(connection: &mut Connection, scope: &Scope) -> Result<i64, StoreError> {
    Ok(append::read_head(connection, scope).await?.map_or(0, |(seq, _)| seq))
}

/// Signs the record's end: its number, and the note for the copy outside. `None` for an empty record.
///
/// # Errors
/// When the record's end was changed, or the database cannot be written.
pub async fn sign_head(
    tx: &mut WriteTx,
    scope: &Scope,
    now: Timestamp,
) -> Result<Option<(i64, String)>, StoreError> {
    let Some((seq, mac)) = append::read_head(tx, scope).await? else { return Ok(None) };
    let note = put(tx, scope, seq, &mac, now).await?;
    Ok(Some((seq, note)))
}

/// Writes the checkpoint of an entry.
pub(super) async fn put(
    tx: &mut WriteTx,
    scope: &Scope,
    seq: i64,
    mac: &Mac,
    now: Timestamp,
) -> Result<String, StoreError> {
    let checkpoint = Checkpoint { seq, hash: *mac.tag(), at_millis: now.as_millis() };
    let note = scope.ring.sign_checkpoint(&scope.origin(), &checkpoint);
    let sql = "INSERT INTO checkpoint (org_id, seq, note) VALUES ($1, $2, $3) \
               ON CONFLICT (org_id, seq) DO UPDATE SET note = excluded.note";
    sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(seq)
        .bind(note.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM checkpoint WHERE org_id = $1 AND seq < $2 AND seq % $3 <> 0")
        .bind(scope.org.to_string())
        .bind(seq)
        .bind(KEPT_EVERY)
        .execute(&mut **tx)
        .await?;
    Ok(note)
}

/// Every checkpoint, by the entry that it names.
pub(super) async fn list(
    connection: &mut Connection,
    scope: &Scope,
) -> Result<HashMap<i64, String>, StoreError> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("SELECT seq, note FROM checkpoint WHERE org_id = $1")
            .bind(scope.org.to_string())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().collect())
}

/// Whether a checkpoint is about this entry as it is now.
pub(super) fn fits(scope: &Scope, note: &str, seq: i64, mac: &Mac) -> bool {
    scope
        .ring
        .read_checkpoint(&scope.origin(), note)
        .is_ok_and(|signed| signed.seq == seq && signed.hash == *mac.tag())
}
