//! A webhook's row, and what authenticates it.

use super::TABLE;
use crate::table::json;
use crate::{Scope, StoreError};
use credenza_model::{HostPort, Timestamp, WebhookEvent, WebhookId};
use credenza_vault::Canonical;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A webhook. Its secrets are sealed.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where it sends.
    pub address: String,
    /// Approved loopback and private addresses.
    pub private: Vec<HostPort>,
    /// What it is told about.
    pub events: Vec<WebhookEvent>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether events are sent.
    pub active: bool,
    /// The sealed secrets: `current`, and `previous` while one is being rotated.
    pub secret: Vec<u8>,
    /// Counts the sealings.
    pub secret_version: i64,
    /// Until when the previous secret signs too.
    pub previous_until: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Webhook {
    /// The digest that is bound into the sealed secrets: where they may sign for.
    pub(super) fn policy_hash(&self) -> [u8; 32] {
        let private: Vec<String> = self.private.iter().map(ToString::to_string).collect();
        Canonical::new("webhook/policy/v1")
            .text(&self.address)
            .texts(private.iter().map(String::as_str))
            .digest()
    }

    pub(super) fn canonical(&self) -> Canonical {
        Canonical::new("webhook/v1")
            .text(&self.id.to_string())
            .text(&self.address)
            .text(&json::write(&self.private))
            .text(&json::write(&self.events))
            .opt_text(self.description.as_deref())
            .bool(self.active)
            .bytes(&self.secret)
            .i64(self.secret_version)
            .i64(self.previous_until.map_or(-1, Timestamp::as_millis))
            .i64(self.created_at.as_millis())
            .i64(self.updated_at.as_millis())
    }
}

/// Reads and authenticates a row.
pub(super) fn read(scope: &Scope, row: &SqliteRow) -> Result<Webhook, StoreError> {
    let id: String = row.try_get("id")?;
    let webhook = Webhook {
        id: id.parse().map_err(|_| StoreError::tampered(TABLE, &id))?,
        address: row.try_get("address")?,
        private: json::read(TABLE, &id, &row.try_get::<String, _>("private")?)?,
        events: json::read(TABLE, &id, &row.try_get::<String, _>("events")?)?,
        description: row.try_get("description")?,
        active: row.try_get::<i64, _>("active")? != 0,
        secret: row.try_get("secret")?,
        secret_version: row.try_get("secret_version")?,
        previous_until: row
            .try_get::<Option<i64>, _>("previous_until")?
            .map(Timestamp::from_millis),
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        updated_at: Timestamp::from_millis(row.try_get("updated_at")?),
    };
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(TABLE, &id, webhook.canonical(), &mac)?;
    Ok(webhook)
}
