//! Sending what is due: one event at a time to each webhook, a few webhooks at a time, by whichever
//! process claims it first.

use super::retry::horizon;
use super::send::{Tries, claim_of, try_once};
use crate::App;
use crate::failure::OrFailure;
use crate::lifecycle::bury_the_dead;
use credenza_protocol::Failure;
use credenza_store::table::delivery::{self, Delivery, Progress};
use futures::{FutureExt, StreamExt};
use std::collections::BTreeMap;
use std::time::Duration;

/// Webhooks at the same time.
const AT_ONCE: usize = 4;

/// Events of one round; what remains is the next round's.
const ROUND: u32 = 64;

/// How long what was sent is kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// One round. Trouble with the database is told by the next operation that a person starts.
pub(crate) async fn send_due(app: &App) {
    match due(app).await {
        Ok(due) => {
            let mut queues: BTreeMap<_, Vec<Delivery>> = BTreeMap::new();
            for one in due {
                queues.entry(one.webhook).or_default().push(one);
            }
            let sending = queues.into_values().map(|queue| send_in_order(app, queue).boxed());
            futures::stream::iter(sending).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
        }
        Err(failure) => tracing::debug!(code = failure.code.as_str(), "no events can be sent"),
    }
}

/// Until one fails: a receiver that does not answer must not keep other webhooks waiting for long.
async fn send_in_order(app: &App, queue: Vec<Delivery>) {
    for one in &queue {
        match try_once(app, one, Tries::Many).await {
            Ok(Some(sent)) if sent.progress == Progress::Pending => return,
            Ok(_) => {}
            Err(failure) => {
                let code = failure.code.as_str();
                tracing::debug!(code, delivery = %one.id, "an event was not sent");
                return;
            }
        }
    }
}

async fn due(app: &App) -> Result<Vec<Delivery>, Failure> {
    let vault = app.vault().await?;
    bury_the_dead(app, &vault).await?;
    let now = app.now();
    let mut connection = vault.store.read().await.or_failure()?;
    let claim = claim_of(app);
    let due = delivery::list_due(&mut connection, &vault.scope, &claim, horizon(now), ROUND).await;
    let due = due.or_failure()?;
    drop(connection);
    if !due.is_empty() {
        let before =
            now.as_millis().saturating_sub(KEPT.as_millis().try_into().unwrap_or(i64::MAX));
        let mut tx = vault.store.write().await.or_failure()?;
        let before = credenza_model::Timestamp::from_millis(before);
        delivery::forget(&mut tx, &vault.scope, before).await.or_failure()?;
        tx.commit().await.or_failure()?;
    }
    Ok(due)
}

/// Sends one delivery now, for a person who waits; how it stands then.
pub(crate) async fn now(app: &App, delivery: Delivery, tries: Tries) -> Result<Delivery, Failure> {
    let sent = try_once(app, &delivery, tries).await?;
    Ok(sent.unwrap_or(delivery))
}
