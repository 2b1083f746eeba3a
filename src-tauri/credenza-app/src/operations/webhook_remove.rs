//! Removes a webhook and what waits for it.

use crate::Host;
use crate::failure::OrFailure;
use crate::record::Record;
use crate::webhooks::{get_webhook, webhook_view};
use credenza_connect::webhook::shown_address;
use credenza_protocol::webhook::ShowWebhook;
use credenza_protocol::{Empty, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::webhook;

pub(crate) async fn run(host: &impl Host, request: ShowWebhook) -> Result<Empty, Failure> {
    let vault = host.app().vault().await?;
    let row = get_webhook(&vault, &request.webhook).await?;
    let waiting = webhook_view(&vault, &row, host.app().now()).await?.pending;
    let mut tx = vault.store.write().await.or_failure()?;
    webhook::remove(&mut tx, &vault.scope, row.id).await.or_failure()?;
    let detail = Detail { count: Some(waiting), ..Detail::default() };
    let record = Record::of(host, OperationName::WebhookRemove).detail(detail);
    record.about(row.id, &shown_address(&row.address)).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    // Its secrets must not stay in the log.
    vault.store.checkpoint().await.or_failure()?;
    Ok(Empty {})
}
