//! Changes a webhook, or pauses it. A new address is a new place for its secrets: they are sealed anew.

use super::webhook_add::{chosen, described, detail};
use crate::Host;
use crate::failure::{OrFailure, webhook_failure};
use crate::record::Record;
use crate::webhooks::{Secrets, check_address, get_webhook, refuse_taken, webhook_view};
use credenza_connect::webhook::shown_address;
use credenza_protocol::webhook::{UpdateWebhook, WebhookSecretView};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::webhook::{self, Webhook};
use credenza_vault::OsRandomness;

pub(crate) async fn run(
    host: &impl Host,
    request: UpdateWebhook,
) -> Result<WebhookSecretView, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut row = get_webhook(&vault, &request.webhook).await?;
    // Opened under the address that it was sealed for.
    let secrets = Secrets::open(&vault, &row)?;
    apply(&mut row, request)?;
    row.updated_at = host.app().now();
    let others = webhook::list(&mut tx, &vault.scope).await.or_failure()?;
    refuse_taken(&others, &row)?;
    webhook::save(&mut tx, &vault.scope, &mut OsRandomness, &mut row, secrets.document())
        .await
        .map_err(|error| webhook_failure(&error))?;
    let record = Record::of(host, OperationName::WebhookUpdate);
    let record = record.about(row.id, &shown_address(&row.address)).detail(detail(&row));
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let webhook = webhook_view(&vault, &row, host.app().now()).await?;
    Ok(WebhookSecretView { webhook, signing_secret: None })
}

fn apply(row: &mut Webhook, request: UpdateWebhook) -> Result<(), Failure> {
    let address = request.address.unwrap_or_else(|| row.address.clone());
    let private = request.private.unwrap_or_else(|| row.private.clone());
    row.address = check_address(&address, &private)?;
    row.private = private;
    if let Some(events) = request.events {
        row.events = chosen(events);
    }
    if let Some(description) = request.description {
        row.description = described(Some(description));
    }
    if let Some(active) = request.active {
        row.active = active;
    }
    Ok(())
}
