//! What happened, newest first.

use crate::Host;
use crate::failure::OrFailure;
use credenza_protocol::activity::{ActivityEntry, ActivityOutcome, ListActivity};
use credenza_protocol::{Failure, Page};
use credenza_store::table::activity::{ActivityFilter, Outcome, Recorded, list};
use serde_json::{Value, json};

const DEFAULT_LIMIT: u32 = 200;
const LIMIT: u32 = 1_000;

pub(crate) async fn run(
    host: &impl Host,
    request: ListActivity,
) -> Result<Page<ActivityEntry>, Failure> {
    let vault = host.app().vault().await?;
    let limit = request.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LIMIT);
    let filter = ActivityFilter {
        actions: request.action.into_iter().chain(request.actions).collect(),
        object: request.object,
        outcome: request.outcome.map(|outcome| match outcome {
            ActivityOutcome::Done => Outcome::Done,
            ActivityOutcome::Refused => Outcome::Refused,
            ActivityOutcome::Failed => Outcome::Failed,
        }),
        search: request.search,
        from: request.from,
        until: request.until,
        before: request.cursor.and_then(|cursor| cursor.parse().ok()),
        limit,
    };
    let mut connection = vault.store.read().await.or_failure()?;
    let (entries, total) = list(&mut connection, &vault.scope, &filter).await.or_failure()?;
    let full = entries.len() == limit as usize;
    let cursor =
        entries.last().filter(|last| full && last.seq > 1).map(|last| last.seq.to_string());
    Ok(Page { items: entries.into_iter().map(view).collect(), total, cursor })
}

fn view(entry: Recorded) -> ActivityEntry {
    let detail = match json!(entry.detail) {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    ActivityEntry {
        seq: entry.seq,
        at: entry.at,
        actor: entry.actor,
        action: entry.action,
        object: entry.object,
        object_name: entry.object_name.filter(|name| !name.is_empty()),
        outcome: match entry.outcome {
            Outcome::Done => ActivityOutcome::Done,
            Outcome::Refused => ActivityOutcome::Refused,
            Outcome::Failed => ActivityOutcome::Failed,
        },
        detail,
    }
}
