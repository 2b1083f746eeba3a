//! Webhooks: where lifecycle events go. The sealed signing secrets are bound to the address and to
//! what was approved for it: who edits either in the database gets no signed events there.

mod find;
mod row;
mod save;

pub use find::{WebhookFound, find, find_by_reference, list};
pub use row::Webhook;
pub(in crate::table) use save::renew;
pub use save::{WebhookRefused, insert, open_secret, remove, save};

pub(super) const TABLE: &str = "webhook";
