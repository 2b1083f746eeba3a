//! Appending an entry.

use super::{Columns, checkpoint};
use crate::table::json;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{Actor, Timestamp};
use credenza_vault::{Canonical, Mac};
use serde::{Deserialize, Serialize};

/// A checkpoint is signed at least this often.
const CHECKPOINT_EVERY: i64 = 100;

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// A rule refused it.
    Refused,
    /// It was tried and failed.
    Failed,
}

impl Outcome {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// The only things that an entry may say beyond who, what and when. Presence of secret fields, never
/// their values.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// The connector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector: Option<String>,
    /// The authentication scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// Names of fields that were set or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Hosts that the secret may be sent to, or that were approved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// A stable error or failure code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// A reason that a person gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it was before: a name, a setting's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// A version number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Names of flows or steps concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<String>,
    /// How many things were concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// What is recorded.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a Actor,
    /// What: `credential.add`.
    pub action: &'a str,
    /// The object's id.
    pub object: Option<String>,
    /// The object's name now.
    pub object_name: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Details.
    pub detail: Detail,
}

/// Appends an entry to the chain, in the transaction of what it records.
///
/// # Errors
/// When the chain's end was changed outside Credenza, or the database cannot be written: then what
/// it records must not be done either.
pub async fn append(tx: &mut WriteTx, scope: &Scope, entry: &Entry<'_>) -> Result<i64, StoreError> {
    let org = scope.org.to_string();
    let head = read_head(tx, scope).await?;
    let seq = head.as_ref().map_or(1, |(seq, _)| seq + 1);
    let mut columns = Columns {
        seq,
        at: entry.at.as_millis(),
        actor: json::write(entry.actor),
        action: entry.action.to_owned(),
        object: entry.object.clone(),
        object_name: entry.object_name.clone(),
        outcome: entry.outcome.as_str().to_owned(),
        detail: json::write(&entry.detail),
        search: String::new(),
        mac: Vec::new(),
    };
    columns.search = columns.search_text(&entry.actor.user);
    let mac = scope.ring.audit_mac(head.as_ref().map(|(_, mac)| mac), &columns.canonical(&org));
    columns.mac = mac.to_bytes().to_vec();
    insert(tx, &org, &columns).await?;
    write_head(tx, scope, seq, &mac).await?;
    if seq % CHECKPOINT_EVERY == 0 {
        checkpoint::put(tx, scope, seq, &mac, entry.at).await?;
    }
    Ok(seq)
}

async fn insert(tx: &mut WriteTx, org: &str, columns: &Columns) -> Result<(), StoreError> {
    let sql = "INSERT INTO activity (seq, at, org_id, actor, action, object, object_name, outcome, detail, search, mac) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(sql)
        .bind(columns.seq)
        .bind(columns.at)
        .bind(org)
        .bind(columns.actor.as_str())
        .bind(columns.action.as_str())
        .bind(columns.object.as_deref())
        .bind(columns.object_name.as_deref())
        .bind(columns.outcome.as_str())
        .bind(columns.detail.as_str())
        .bind(columns.search.as_str())
        .bind(columns.mac.as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Where the chain ends.
pub(super) async fn read_head(
    connection: &mut sqlx::SqliteConnection,
    scope: &Scope,
) -> Result<Option<(i64, Mac)>, StoreError> {
    let org = scope.org.to_string();
    let row: Option<(i64, Vec<u8>, Vec<u8>)> =
        sqlx::query_as("SELECT seq, mac, row_mac FROM activity_head WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    let Some((seq, mac, row_mac)) = row else { return Ok(None) };
    if Mac::from_bytes(&row_mac).is_ok_and(|mac| mac.dek_version() > scope.ring.active().version())
        && is_rotated(connection, scope).await?
    {
        return Err(StoreError::KeysRotated);
    }
    scope.verify_row("activity_head", &org, head_canonical(seq, &mac), &row_mac)?;
    let mac = Mac::from_bytes(&mac).map_err(|_| StoreError::tampered("activity_head", &org))?;
    Ok(Some((seq, mac)))
}

/// Whether the vault has a newer data key than the one at hand.
async fn is_rotated(
    connection: &mut sqlx::SqliteConnection,
    scope: &Scope,
) -> Result<bool, StoreError> {
    let active: i64 = sqlx::query_scalar("SELECT active_dek FROM organization WHERE id = $1")
        .bind(scope.org.to_string())
        .fetch_one(connection)
        .await?;
    Ok(active > i64::from(scope.ring.active().version()))
}

async fn write_head(
    tx: &mut WriteTx,
    scope: &Scope,
    seq: i64,
    mac: &Mac,
) -> Result<(), StoreError> {
    let mac = mac.to_bytes();
    let sql = "INSERT INTO activity_head (org_id, seq, mac, row_mac) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id) DO UPDATE SET seq = excluded.seq, mac = excluded.mac, row_mac = excluded.row_mac";
    sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(seq)
        .bind(mac.to_vec())
        .bind(scope.row_mac("activity_head", head_canonical(seq, &mac)))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn head_canonical(seq: i64, mac: &[u8]) -> Canonical {
    Canonical::new("activity_head/v1").i64(seq).bytes(mac)
}
