//! What was sent to a webhook, newest first.

use crate::Host;
use crate::failure::OrFailure;
use crate::webhooks::{delivery_view, get_webhook};
use credenza_protocol::webhook::{DeliveryView, ListDeliveries};
use credenza_protocol::{Failure, Page};
use credenza_store::table::delivery::{self, LogFilter};

const DEFAULT_LIMIT: u32 = 100;
const LIMIT: u32 = 1_000;

pub(crate) async fn run(
    host: &impl Host,
    request: ListDeliveries,
) -> Result<Page<DeliveryView>, Failure> {
    let vault = host.app().vault().await?;
    let row = get_webhook(&vault, &request.webhook).await?;
    let filter = LogFilter {
        webhook: row.id,
        failed: request.failed,
        cursor: request.cursor,
        limit: request.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LIMIT),
    };
    let mut connection = vault.store.read().await.or_failure()?;
    let (found, total, cursor) =
        delivery::list(&mut connection, &vault.scope, &filter).await.or_failure()?;
    Ok(Page { items: found.into_iter().map(delivery_view).collect(), total, cursor })
}
