//! Lifecycle webhooks: addresses that are told when connections come and go (Standard Webhooks).

pub use credenza_model::WebhookEvent;

use crate::Reference;
use crate::vault::SecretInput;
use credenza_model::{DeliveryId, HostPort, Timestamp, WebhookId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Adds a webhook.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddWebhook {
    /// Where to send: https, or http to an approved loopback address.
    pub address: String,
    /// What for; empty = every event.
    #[serde(default)]
    pub events: Vec<WebhookEvent>,
    /// What it is for, in the person's words.
    #[serde(default)]
    pub description: Option<String>,
    /// A signing secret of one's own (`whsec_` and base64 of 24 to 64 bytes); generated if absent.
    #[serde(default)]
    pub secret: Option<SecretInput>,
    /// Loopback or private addresses that may be connected to.
    #[serde(default)]
    pub private: Vec<HostPort>,
}

/// Changes a webhook; absent fields stay.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateWebhook {
    /// Which: its id, a unique prefix, or its address.
    pub webhook: Reference,
    /// A new address.
    #[serde(default)]
    pub address: Option<String>,
    /// The events.
    #[serde(default)]
    pub events: Option<Vec<WebhookEvent>>,
    /// The description.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether events are sent at all.
    #[serde(default)]
    pub active: Option<bool>,
    /// Loopback or private addresses that may be connected to.
    #[serde(default)]
    pub private: Option<Vec<HostPort>>,
}

/// Names a webhook.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowWebhook {
    /// Which: its id, a unique prefix, or its address.
    pub webhook: Reference,
}

/// A signing secret that is shown once, to be copied to the receiver, and never again. It is made for the
/// receiver and opens nothing of a provider's: the one kind of secret that goes out.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShownOnce(pub String);

impl JsonSchema for ShownOnce {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ShownOnce".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "readOnly": true})
    }
}

impl Drop for ShownOnce {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// A webhook that was added, or given a new secret.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct WebhookSecretView {
    /// The webhook.
    pub webhook: WebhookView,
    /// Its signing secret, shown this once. Absent if the person brought one.
    #[serde(default)]
    pub signing_secret: Option<ShownOnce>,
}

/// A webhook, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WebhookView {
    /// Its id.
    pub id: WebhookId,
    /// Where it sends.
    pub address: String,
    /// What for.
    pub events: Vec<WebhookEvent>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether events are sent.
    pub active: bool,
    /// How many secrets sign: two while one is being rotated.
    pub secrets: u32,
    /// Until when the previous secret signs too.
    #[serde(default)]
    pub previous_secret_until: Option<Timestamp>,
    /// Approved loopback or private addresses.
    pub private: Vec<HostPort>,
    /// Events that wait for another try.
    pub pending: u64,
    /// Since when nothing could be delivered.
    #[serde(default)]
    pub failing_since: Option<Timestamp>,
    /// When an event was last delivered.
    #[serde(default)]
    pub delivered_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Gives a webhook a new signing secret; the previous one signs too for a while.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateWebhookSecret {
    /// Which.
    pub webhook: Reference,
    /// A secret of one's own; generated if absent.
    #[serde(default)]
    pub secret: Option<SecretInput>,
    /// Hours that the previous secret goes on signing; 0 to 720, default 24.
    #[serde(default)]
    pub keep_hours: Option<u32>,
}

/// Lists what was sent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDeliveries {
    /// Which webhook.
    pub webhook: Reference,
    /// Only those that were given up or wait for another try.
    #[serde(default)]
    pub failed: bool,
    /// Where the previous page ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many; 1 to 1,000, default 100.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Sends one event again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redeliver {
    /// Which.
    pub delivery: DeliveryId,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its first or next try.
    Pending,
    /// The receiver said yes.
    Delivered,
    /// Two days of tries were not enough, or the receiver said that it is gone.
    GivenUp,
}

/// One event on its way to one webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryView {
    /// Its id: the `webhook-id` header, the same on every try.
    pub id: DeliveryId,
    /// The event's name, such as `connection.created` or `webhook.test`.
    pub event: String,
    /// How it stands.
    pub state: DeliveryState,
    /// When the event happened.
    pub at: Timestamp,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    #[serde(default)]
    pub next_try: Option<Timestamp>,
    /// The last answer's status.
    #[serde(default)]
    pub status: Option<u16>,
    /// What went wrong last, in a sentence.
    #[serde(default)]
    pub problem: Option<String>,
    /// How long the last try took, in milliseconds.
    #[serde(default)]
    pub ms: Option<u64>,
}
