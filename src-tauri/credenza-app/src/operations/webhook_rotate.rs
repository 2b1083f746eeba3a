//! Gives a webhook a new signing secret. For a while both sign, so that the receiver can change over
//! without losing an event.

use crate::Host;
use crate::failure::{OrFailure, webhook_failure};
use crate::record::Record;
use crate::webhooks::{Secrets, get_webhook, webhook_view};
use credenza_connect::webhook::shown_address;
use credenza_protocol::webhook::{RotateWebhookSecret, WebhookSecretView};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::webhook;
use credenza_vault::OsRandomness;
use serde_json::json;
use std::time::Duration;

const DEFAULT_HOURS: u32 = 24;
const MOST_HOURS: u32 = 720;
const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) async fn run(
    host: &impl Host,
    request: RotateWebhookSecret,
) -> Result<WebhookSecretView, Failure> {
    let hours = request.keep_hours.unwrap_or(DEFAULT_HOURS);
    if hours > MOST_HOURS {
        let text = format!("keep_hours takes 0 to {MOST_HOURS}, not {hours}");
        return Err(
            Failure::new(ErrorCode::RequestInvalid, text).details(json!({"field": "/keep_hours"}))
        );
    }
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut row = get_webhook(&vault, &request.webhook).await?;
    let mut secrets = Secrets::open(&vault, &row)?;
    let signing_secret = secrets.rotate(request.secret)?;
    let now = host.app().now();
    row.previous_until = (hours > 0).then(|| now.plus(HOUR * hours));
    if hours == 0 {
        secrets.forget_previous();
    }
    row.updated_at = now;
    webhook::save(&mut tx, &vault.scope, &mut OsRandomness, &mut row, secrets.document())
        .await
        .map_err(|error| webhook_failure(&error))?;
    let detail = Detail { count: Some(hours.into()), ..Detail::default() };
    let record = Record::of(host, OperationName::WebhookRotate).detail(detail);
    record.about(row.id, &shown_address(&row.address)).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    // The replaced secrets' ciphertext must not stay in the log.
    vault.store.checkpoint().await.or_failure()?;
    let webhook = webhook_view(&vault, &row, now).await?;
    Ok(WebhookSecretView { webhook, signing_secret })
}
