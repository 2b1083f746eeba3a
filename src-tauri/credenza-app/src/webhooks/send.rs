//! One try of one delivery: claimed, sent outside any transaction, recorded.

use super::retry::next_try;
use super::secrets::Secrets;
use crate::App;
use crate::failure::OrFailure;
use crate::lifecycle::roll;
use crate::session::OpenVault;
use credenza_connect::stage::StageFailure;
use credenza_connect::webhook::{Answered, DEADLINE, Message, deliver, parse_address};
use credenza_model::FailureCode;
use credenza_protocol::Failure;
use credenza_store::table::Claim;
use credenza_store::table::delivery::{self, Delivery, Progress};
use credenza_store::table::webhook::{self, Webhook};
use std::time::{Duration, Instant};

/// Longer than a try may take: no claim lapses with a request under way.
const LEASE: Duration = Duration::from_secs(60);

/// Whether a failed try is the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tries {
    /// Again and again, for two days.
    Many,
    /// This one.
    One,
}

/// A claim of this process on deliveries.
pub(super) fn claim_of(app: &App) -> Claim<'_> {
    Claim { owner: app.owner(), now: app.now(), lease: LEASE.max(DEADLINE * 2) }
}

/// Tries a pending delivery, unless somebody else does; how it stands then.
pub(super) async fn try_once(
    app: &App,
    delivery: &Delivery,
    tries: Tries,
) -> Result<Option<Delivery>, Failure> {
    let vault = app.vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let claim = claim_of(app);
    let claimed = delivery::claim(&mut tx, &vault.scope, delivery, &claim).await.or_failure()?;
    tx.commit().await.or_failure()?;
    let Some((mut delivery, number)) = claimed else { return Ok(None) };
    let begun = Instant::now();
    let result = send(app, &vault, &delivery).await;
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    note(app, &mut delivery, &result, ms);
    if tries == Tries::One && delivery.progress == Progress::Pending {
        end(app, &mut delivery, Progress::GivenUp);
    }
    // What was sent was sent, whether or not the vault is locked by now; no key is needed but the
    // row's, which this clone holds.
    let mut tx = vault.store.write().await.or_failure()?;
    if delivery::release(&mut tx, &vault.scope, delivery.id, number).await.or_failure()? {
        delivery::save(&mut tx, &vault.scope, &delivery).await.or_failure()?;
    }
    tx.commit().await.or_failure()?;
    Ok(Some(delivery))
}

async fn send(app: &App, vault: &OpenVault, delivery: &Delivery) -> Result<Answered, StageFailure> {
    let webhook = find(vault, delivery).await?;
    let address = parse_address(&webhook.address, &webhook.private)
        .map_err(|problem| unsendable(&problem.to_string()))?;
    let secrets = Secrets::open(vault, &webhook).map_err(|error| unsendable(&error.message))?;
    let now = app.now();
    let id = delivery.id.to_string();
    let message = Message {
        id: &id,
        address: &address,
        private: &webhook.private,
        body: &delivery.body,
        secrets: &secrets.signing(&webhook, now),
        now,
    };
    deliver(&message, &*app.config().resolver, &app.config().roots).await
}

async fn find(vault: &OpenVault, delivery: &Delivery) -> Result<Webhook, StageFailure> {
    let found = async {
        let mut connection = vault.store.read().await?;
        webhook::find(&mut connection, &vault.scope, delivery.webhook).await
    };
    match found.await {
        Ok(Some(webhook)) => Ok(webhook),
        Ok(None) => Err(unsendable("the webhook was removed")),
        Err(error) => Err(unsendable(&error.to_string())),
    }
}

fn unsendable(why: &str) -> StageFailure {
    StageFailure::new(FailureCode::ProviderUnexpected, format!("Nothing was sent: {why}"))
}

/// Writes into the row how the try ended.
fn note(app: &App, delivery: &mut Delivery, result: &Result<Answered, StageFailure>, ms: u64) {
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.ms = Some(ms);
    delivery.status = result.as_ref().ok().map(|answered| answered.status);
    let wait = result.as_ref().ok().and_then(|answered| answered.retry_after);
    delivery.problem = problem(result);
    match delivery.status {
        Some(200..=299) => return end(app, delivery, Progress::Delivered),
        _ => delivery.first_failed = delivery.first_failed.or(Some(app.now())),
    }
    let next = next_try(app.now(), delivery.attempts, delivery.give_up_at, wait, roll());
    match next.filter(|_| delivery.status != Some(410)) {
        Some(next) => delivery.next_try = Some(next),
        None => end(app, delivery, Progress::GivenUp),
    }
}

fn end(app: &App, delivery: &mut Delivery, progress: Progress) {
    delivery.progress = progress;
    delivery.next_try = None;
    delivery.ended_at = Some(app.now());
}

fn problem(result: &Result<Answered, StageFailure>) -> Option<String> {
    match result {
        Ok(Answered { status: 200..=299, .. }) => None,
        Ok(Answered { status: 410, .. }) => {
            Some("The receiver says that it is gone for good (HTTP 410)".to_owned())
        }
        Ok(Answered { status: status @ 300..=399, .. }) => Some(format!(
            "The receiver redirects (HTTP {status}), and an event follows no redirect"
        )),
        Ok(Answered { status, .. }) => Some(format!("The receiver answered HTTP {status}")),
        Err(failure) => Some(failure.message.clone()),
    }
}
