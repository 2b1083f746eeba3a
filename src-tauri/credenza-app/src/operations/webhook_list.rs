//! The webhooks, and how their deliveries stand.

use crate::Host;
use crate::webhooks::webhook_views;
use credenza_protocol::webhook::WebhookView;
use credenza_protocol::{Empty, Failure, Page};

pub(crate) async fn run(host: &impl Host, _request: Empty) -> Result<Page<WebhookView>, Failure> {
    let vault = host.app().vault().await?;
    let items = webhook_views(&vault, host.app().now()).await?;
    Ok(Page { total: items.len() as u64, items, cursor: None })
}
