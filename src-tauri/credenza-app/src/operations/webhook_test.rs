//! Sends a test event now, once, whatever the webhook is told about and whether or not it is paused.

use crate::Host;
use crate::failure::{OrFailure, randomness_failure};
use crate::record::Record;
use crate::webhooks::{self, Tries, delivery_view, get_webhook};
use credenza_connect::webhook::shown_address;
use credenza_model::DeliveryId;
use credenza_protocol::webhook::{DeliveryView, ShowWebhook};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::delivery::{self, Delivery};
use credenza_vault::{OsRandomness, Randomness};
use serde_json::json;

/// What the receiver reads as `eventType`.
const EVENT: &str = "webhook.test";

pub(crate) async fn run(host: &impl Host, request: ShowWebhook) -> Result<DeliveryView, Failure> {
    let vault = host.app().vault().await?;
    let row = get_webhook(&vault, &request.webhook).await?;
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    let body = json!({"eventType": EVENT, "data": {"webhook": {"id": row.id}}}).to_string();
    let mut event =
        Delivery::new(DeliveryId::from_random(id), row.id, EVENT, body, host.app().now());
    let mut tx = vault.store.write().await.or_failure()?;
    delivery::insert(&mut tx, &vault.scope, &mut event).await.or_failure()?;
    let record = Record::of(host, OperationName::WebhookTest);
    record.about(row.id, &shown_address(&row.address)).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let sent = webhooks::now(host.app(), event, Tries::One).await?;
    Ok(delivery_view(sent))
}
