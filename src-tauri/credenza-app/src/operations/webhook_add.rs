//! Adds a webhook. Its signing secret is shown this once, unless the person brought one.

use crate::Host;
use crate::failure::{OrFailure, randomness_failure, webhook_failure};
use crate::record::Record;
use crate::webhooks::{Secrets, check_address, host_of, refuse_taken, webhook_view};
use credenza_connect::webhook::shown_address;
use credenza_model::{WebhookEvent, WebhookId};
use credenza_protocol::webhook::{AddWebhook, WebhookSecretView};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::webhook::{self, Webhook};
use credenza_vault::{OsRandomness, Randomness};

pub(crate) async fn run(
    host: &impl Host,
    request: AddWebhook,
) -> Result<WebhookSecretView, Failure> {
    let vault = host.app().vault().await?;
    let (secrets, signing_secret) = Secrets::begin(request.secret)?;
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    let now = host.app().now();
    let mut row = Webhook {
        id: WebhookId::from_random(id),
        address: check_address(&request.address, &request.private)?,
        private: request.private,
        events: chosen(request.events),
        description: described(request.description),
        active: true,
        secret: Vec::new(),
        secret_version: 0,
        previous_until: None,
        created_at: now,
        updated_at: now,
    };
    let mut tx = vault.store.write().await.or_failure()?;
    let others = webhook::list(&mut tx, &vault.scope).await.or_failure()?;
    refuse_taken(&others, &row)?;
    webhook::insert(&mut tx, &vault.scope, &mut OsRandomness, &mut row, secrets.document())
        .await
        .map_err(|error| webhook_failure(&error))?;
    let record = Record::of(host, OperationName::WebhookAdd);
    let record = record.about(row.id, &shown_address(&row.address)).detail(detail(&row));
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let webhook = webhook_view(&vault, &row, now).await?;
    Ok(WebhookSecretView { webhook, signing_secret })
}

/// None chosen is all of them; each one once, in the order of the list.
pub(super) fn chosen(events: Vec<WebhookEvent>) -> Vec<WebhookEvent> {
    let all = WebhookEvent::ALL.into_iter();
    all.filter(|event| events.is_empty() || events.contains(event)).collect()
}

pub(super) fn described(text: Option<String>) -> Option<String> {
    let text = text.map(|text| text.trim().chars().take(500).collect::<String>());
    text.filter(|text| !text.is_empty())
}

pub(super) fn detail(row: &Webhook) -> Detail {
    Detail {
        hosts: host_of(&row.address),
        fields: row.events.iter().map(|event| event.as_str().to_owned()).collect(),
        ..Detail::default()
    }
}
