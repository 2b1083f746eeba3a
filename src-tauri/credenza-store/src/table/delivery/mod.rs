//! Deliveries: the outbox of events and the log of what was sent, in one table. A row is inserted with
//! the change that it tells about; nothing else makes an event.

mod enqueue;
mod log;
mod queue;
mod row;

pub(crate) use enqueue::enqueue;
pub use log::{DeliveryStats, LogFilter, find, forget, list, stats};
pub use queue::{claim, list_due, release};
pub(in crate::table) use row::canonical_of;
pub use row::{Delivery, Progress, insert, save};

pub(super) const TABLE: &str = "webhook_delivery";
