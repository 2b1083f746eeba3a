//! Sends an event again, under the same id: now, and if that fails, for another two days.

use crate::Host;
use crate::failure::OrFailure;
use crate::record::Record;
use crate::session::OpenVault;
use crate::webhooks::{self, Tries, delivery_view};
use credenza_connect::webhook::shown_address;
use credenza_model::DeliveryId;
use credenza_protocol::webhook::{DeliveryView, Redeliver};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::delivery::{self, Delivery};
use credenza_store::table::webhook;

pub(crate) async fn run(host: &impl Host, request: Redeliver) -> Result<DeliveryView, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let found = delivery::find(&mut tx, &vault.scope, request.delivery).await.or_failure()?;
    let mut event = found.ok_or_else(|| unknown(request.delivery))?;
    let address = address(&vault, &event).await?;
    event.begin_again(host.app().now());
    delivery::save(&mut tx, &vault.scope, &event).await.or_failure()?;
    let detail = Detail { after: Some(event.event.clone()), ..Detail::default() };
    let record = Record::of(host, OperationName::WebhookRedeliver).detail(detail);
    record.about(event.id, &address).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let sent = webhooks::now(host.app(), event, Tries::Many).await?;
    Ok(delivery_view(sent))
}

async fn address(vault: &OpenVault, event: &Delivery) -> Result<String, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let found = webhook::find(&mut connection, &vault.scope, event.webhook).await.or_failure()?;
    Ok(found.map(|row| shown_address(&row.address)).unwrap_or_default())
}

fn unknown(id: DeliveryId) -> Failure {
    Failure::new(ErrorCode::DeliveryNotFound, format!("There is no delivery {id}"))
        .hint("They are kept for thirty days.")
}
