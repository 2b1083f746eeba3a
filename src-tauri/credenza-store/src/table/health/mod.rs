//! How credentials stand: since when, what was told, and when each is looked at next.
//!
//! Every write of a credential passes through [`follow`], whoever changed it and why: so the events
//! for webhooks and the notices for people lie in the same transaction as the change. A row that
//! cannot be trusted is made anew from the credential: checks go on, and a loss is told.

mod check;
mod ends;
mod follow;
mod list;
mod notice;
mod row;

pub use check::{Due, claim, list_due, pause, plan, release, resume};
pub(crate) use ends::grant_end;
pub use ends::{Ending, Ends, last_checked, list_endings, list_unsettled, settle};
pub use follow::seed_missing;
pub(crate) use follow::{created, follow, remembered};
pub use list::{HealthFilter, HealthListed, Neglect, StateTally, count_states, list};
pub use notice::{Told, list_notices, take_notices};
pub(in crate::table) use row::canonical_of;
pub use row::{Health, find};

pub(super) const TABLE: &str = "health";
