//! Webhooks and deliveries, as they may be shown.

use crate::failure::OrFailure;
use crate::session::OpenVault;
use credenza_connect::webhook::shown_address;
use credenza_model::Timestamp;
use credenza_protocol::Failure;
use credenza_protocol::webhook::{DeliveryState, DeliveryView, WebhookView};
use credenza_store::table::delivery::{self, Delivery, DeliveryStats, Progress};
use credenza_store::table::webhook::{self, Webhook};

/// One webhook, with how its deliveries stand.
pub(crate) async fn webhook_view(
    vault: &OpenVault,
    webhook: &Webhook,
    now: Timestamp,
) -> Result<WebhookView, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let stats = delivery::stats(&mut connection, &vault.scope).await.or_failure()?;
    Ok(view(webhook, stats.get(&webhook.id).copied().unwrap_or_default(), now))
}

/// All of them.
pub(crate) async fn webhook_views(
    vault: &OpenVault,
    now: Timestamp,
) -> Result<Vec<WebhookView>, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let all = webhook::list(&mut connection, &vault.scope).await.or_failure()?;
    let stats = delivery::stats(&mut connection, &vault.scope).await.or_failure()?;
    let of = |one: &Webhook| stats.get(&one.id).copied().unwrap_or_default();
    Ok(all.iter().map(|one| view(one, of(one), now)).collect())
}

fn view(webhook: &Webhook, stats: DeliveryStats, now: Timestamp) -> WebhookView {
    let previous_secret_until = webhook.previous_until.filter(|until| now < *until);
    WebhookView {
        id: webhook.id,
        address: shown_address(&webhook.address),
        events: webhook.events.clone(),
        description: webhook.description.clone(),
        active: webhook.active,
        secrets: 1 + u32::from(previous_secret_until.is_some()),
        previous_secret_until,
        private: webhook.private.clone(),
        pending: stats.pending,
        failing_since: stats.failing_since,
        delivered_at: stats.delivered_at,
        created_at: webhook.created_at,
    }
}

/// One delivery.
pub(crate) fn delivery_view(delivery: Delivery) -> DeliveryView {
    DeliveryView {
        id: delivery.id,
        event: delivery.event,
        state: match delivery.progress {
            Progress::Pending => DeliveryState::Pending,
            Progress::Delivered => DeliveryState::Delivered,
            Progress::GivenUp => DeliveryState::GivenUp,
        },
        at: delivery.at,
        attempts: delivery.attempts,
        next_try: delivery.next_try,
        status: delivery.status,
        problem: delivery.problem,
        ms: delivery.ms,
    }
}
