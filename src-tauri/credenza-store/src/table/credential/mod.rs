//! Credentials. A sealed secret is bound to its row, its version and its policy; every other column
//! that carries meaning is authenticated. A damaged row is told as such and leaves the others alone.

mod archive;
mod find;
mod list;
mod renew;
mod row;
mod save;
mod usage;

pub(in crate::table) use row::read as read_row;
pub(in crate::table) use save::{Found as ChangedFrom, write as write_row};

pub use archive::{ArchiveRefused, archive, erase, list_overdue};
pub use find::{Found, find, find_by_fingerprint, find_by_reference};
pub use list::{ConnectorCount, Filter, Listed, Sort, count_by_connector, count_unreadable, list};
pub use renew::{Changed, RenewRefused, RenewedSecret, change_state, renew_secret};
pub use row::{Credential, CredentialRow, Unreadable};
pub use save::{
    InsertRefused, NewSecret, SaveRefused, count_all, count_live, insert, open_secret,
    record_verification, save,
};
pub use usage::{FlowUse, UseCount, count_uses, list_uses};

pub(crate) const TABLE: &str = "credential";
