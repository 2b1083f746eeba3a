//! From a change of a credential to one row per webhook that wants to know.

use super::row::{self, Delivery};
use crate::table::credential::Credential;
use crate::table::webhook::{self, Webhook};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{DeliveryId, Timestamp, WebhookEvent};
use credenza_vault::{Canonical, Mac};
use serde_json::json;

/// Puts an event into the outbox of every webhook that wants it, in the transaction of the change.
/// `number` counts the events of this credential.
pub(crate) async fn enqueue(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: &Credential,
    event: WebhookEvent,
    number: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    let webhooks = webhook::list(tx, scope).await?;
    let wants = |one: &&Webhook| one.active && one.events.contains(&event);
    for one in webhooks.iter().filter(wants) {
        let id = name(scope, credential, one, number, at);
        let body = body(scope, credential, event);
        let mut delivery = Delivery::new(id, one.id, event.as_str(), body, at);
        row::insert(tx, scope, &mut delivery).await?;
    }
    Ok(())
}

/// The payload of Membrane's current form (facts M23; `membrane-sdk.md` section 6). A credential is
/// presented as a connection, its connector as the integration, the organization as the customer.
fn body(scope: &Scope, credential: &Credential, event: WebhookEvent) -> String {
    json!({
        "eventType": event.as_str(),
        "data": {"connection": {
            "id": credential.id,
            "integrationId": credential.connector,
            "integrationKey": credential.connector,
            "name": credential.name,
            "disconnected": credential.state.is_lost(),
            "customerId": scope.org,
        }},
    })
    .to_string()
}

/// An id that nobody can guess and no other event has: a keyed digest of what makes the event one.
fn name(
    scope: &Scope,
    credential: &Credential,
    webhook: &Webhook,
    number: i64,
    at: Timestamp,
) -> DeliveryId {
    let what = Canonical::new("webhook_delivery/id/v1")
        .text(&webhook.id.to_string())
        .text(&credential.id.to_string())
        .i64(number)
        .i64(credential.version)
        .i64(at.as_millis());
    let digest = scope.ring.fingerprint(&what).to_bytes();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[Mac::LEN - 16..]);
    DeliveryId::from_random(id)
}
