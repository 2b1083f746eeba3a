//! Checking the chain: an edited, removed, inserted or reordered entry, or a cut tail, breaks it.

use super::{Columns, append, checkpoint};
use crate::{Scope, StoreError};
use credenza_model::{Actor, Timestamp};
use credenza_vault::Mac;
use futures::TryStreamExt;
use sqlx::{Connection as _, SqliteConnection};

/// What a check showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// How many entries were checked.
    pub entries: u64,
    /// The time of the last entry that is sound.
    pub up_to: Option<Timestamp>,
    /// The action of the first entry.
    pub first_action: Option<String>,
    /// The first entry that is not sound, and why.
    pub broken: Option<(i64, &'static str)>,
}

const ENTRIES: &str = "SELECT seq, at, actor, action, object, object_name, outcome, detail, search, mac \
                       FROM activity WHERE org_id = $1 ORDER BY seq";

/// Checks every entry from the first.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<ChainReport, StoreError> {
    // One transaction, one moment: an entry that another process appends between the two statements
    // is no damage.
    let mut moment = connection.begin().await?;
    let report = verify_moment(&mut moment, scope).await?;
    moment.rollback().await?;
    Ok(report)
}

async fn verify_moment(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<ChainReport, StoreError> {
    let org = scope.org.to_string();
    let head = match append::read_head(connection, scope).await {
        Ok(head) => head,
        Err(StoreError::Tampered { .. }) => {
            return Ok(broken(ChainReport::empty(), 0, "the end of the record was changed"));
        }
        Err(error) => return Err(error),
    };
    let mut signed = checkpoint::list(connection, scope).await?;
    let mut report = ChainReport::empty();
    let mut last: Option<Mac> = None;
    let mut rows = sqlx::query_as::<_, Columns>(ENTRIES).bind(org.as_str()).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let expected = i64::try_from(report.entries).unwrap_or(i64::MAX) + 1;
        if row.seq != expected {
            return Ok(broken(report, expected, "an entry is missing or was moved"));
        }
        let Ok(mac) = Mac::from_bytes(&row.mac) else {
            return Ok(broken(report, row.seq, "the entry was changed"));
        };
        let sound = scope.ring.verify_audit_mac(last.as_ref(), &row.canonical(&org), &mac).is_ok();
        if !sound || !repeats_itself(&row) {
            return Ok(broken(report, row.seq, "the entry was changed"));
        }
        if let Some(note) = signed.remove(&row.seq)
            && !checkpoint::fits(scope, &note, row.seq, &mac)
        {
            return Ok(broken(report, row.seq, "the entry is not the one that was signed"));
        }
        report.entries += 1;
        report.up_to = Some(Timestamp::from_millis(row.at));
        report.first_action.get_or_insert(row.action);
        last = Some(mac);
    }
    let end = i64::try_from(report.entries).unwrap_or(i64::MAX);
    let complete = match head {
        None => report.entries == 0,
        Some((seq, mac)) => seq == end && last == Some(mac),
    };
    let complete = complete && signed.is_empty();
    Ok(if complete { report } else { broken(report, end + 1, "entries at the end are missing") })
}

/// Whether the column that is searched says what the authenticated ones say.
fn repeats_itself(row: &Columns) -> bool {
    serde_json::from_str::<Actor>(&row.actor)
        .is_ok_and(|actor| row.search == row.search_text(&actor.user))
}

impl ChainReport {
    fn empty() -> Self {
        Self { entries: 0, up_to: None, first_action: None, broken: None }
    }
}

fn broken(mut report: ChainReport, seq: i64, why: &'static str) -> ChainReport {
    report.broken = Some((seq, why));
    report
}
