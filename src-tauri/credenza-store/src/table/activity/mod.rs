//! The tamper-evident record (SECURITY 2.8): appended in the transaction of what it records, each
//! entry chained to the one before by an HMAC.

mod append;
mod chain;
mod checkpoint;
mod list;

pub use append::{Detail, Entry, Outcome, append};
pub use chain::{ChainReport, verify};
pub use checkpoint::{Anchor, compare, find_end, sign_head};
pub use list::{ActivityFilter, Recorded, list};

use credenza_vault::Canonical;

/// The columns of an entry as they lie in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Columns {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) object: Option<String>,
    pub(crate) object_name: Option<String>,
    pub(crate) outcome: String,
    pub(crate) detail: String,
    pub(crate) search: String,
    pub(crate) mac: Vec<u8>,
}

impl Columns {
    /// What `search` has to hold: it repeats other columns and is not in the MAC.
    pub(crate) fn search_text(&self, user: &str) -> String {
        let name = self.object_name.as_deref().unwrap_or_default();
        format!("{}\n{}\n{}", self.action, name.to_lowercase(), user.to_lowercase())
    }

    pub(crate) fn canonical(&self, org: &str) -> Canonical {
        Canonical::new("activity/v1")
            .text(org)
            .i64(self.seq)
            .i64(self.at)
            .text(&self.actor)
            .text(&self.action)
            .opt_text(self.object.as_deref())
            .opt_text(self.object_name.as_deref())
            .text(&self.outcome)
            .text(&self.detail)
    }
}
