//! Webhooks: their secrets, and sending what lies in the outbox. Events are put there by the store, in
//! the transaction of the change that they tell about.

mod outbox;
mod retry;
mod secrets;
mod send;
mod view;

pub(crate) use outbox::{now, send_due};
pub(crate) use secrets::Secrets;
pub(crate) use send::Tries;
pub(crate) use view::{delivery_view, webhook_view, webhook_views};

use crate::failure::{OrFailure, invalid_address};
use crate::session::OpenVault;
use credenza_connect::webhook::{parse_address, shown_address};
use credenza_model::HostPort;
use credenza_protocol::{ErrorCode, Failure, Reference};
use credenza_store::table::webhook::{Webhook, WebhookFound, find_by_reference};
use serde_json::json;

/// The address, if events may be sent there; as it is stored.
pub(crate) fn check_address(text: &str, private: &[HostPort]) -> Result<String, Failure> {
    parse_address(text, private).map(String::from).map_err(|problem| invalid_address(&problem))
}

/// The webhook that is meant.
pub(crate) async fn get_webhook(
    vault: &OpenVault,
    reference: &Reference,
) -> Result<Webhook, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let found = find_by_reference(&mut connection, &vault.scope, &reference.0).await;
    match found.or_failure()? {
        WebhookFound::One(webhook) => Ok(*webhook),
        WebhookFound::None => Err(Failure::new(
            ErrorCode::WebhookNotFound,
            format!("There is no webhook '{reference}'"),
        )
        .hint("Name one by its id, a prefix of it, or its address.")),
        WebhookFound::Several(several) => {
            let candidate =
                |one: &Webhook| json!({"id": one.id, "name": shown_address(&one.address)});
            let candidates: Vec<_> = several.iter().map(candidate).collect();
            let text = format!("{} webhooks fit '{reference}'", candidates.len());
            Err(Failure::new(ErrorCode::WebhookAmbiguous, text)
                .hint("Name it by its id.")
                .details(json!({ "candidates": candidates })))
        }
    }
}

/// Refuses an address that another webhook has: each event would come there twice.
pub(crate) fn refuse_taken(others: &[Webhook], webhook: &Webhook) -> Result<(), Failure> {
    let same = |other: &&Webhook| other.id != webhook.id && other.address == webhook.address;
    match others.iter().find(same) {
        None => Ok(()),
        Some(other) => Err(Failure::new(
            ErrorCode::WebhookInvalid,
            format!("There is a webhook to {} already", shown_address(&other.address)),
        )
        .hint("Change that one.")
        .details(json!({"field": "/address", "id": other.id}))),
    }
}

/// Where a webhook leads, for the activity: host and port.
pub(crate) fn host_of(address: &str) -> Vec<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    vec![rest.split(['/', '?']).next().unwrap_or_default().to_owned()]
}
