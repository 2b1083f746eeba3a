//! The operating system's keyring, where the key-encryption key lies as one small base64 item per vault and kid.
//!
//! Calls block: use a blocking thread. Every call has a deadline and may be cancelled ([`Patience`]), because a
//! Secret Service may wait for a prompt for ever. Nothing here falls back to another place or to plain memory.
//! Absent on purpose: a decision to create keys; [`create_kek`] demands a witness that none exist.

mod create;
mod entry;
mod error;
mod item;
mod kek_store;
#[cfg(target_os = "linux")]
mod lock_state;
mod patience;
mod platform;
mod worker;

pub use create::{CreateKekError, KeyExists, NoExistingKeys, create_kek, create_replacement_kek};
pub use entry::KeyringEntries;
pub use error::{KeyringError, Unavailability};
pub use item::{KeyringItem, Namespace};
pub use kek_store::{KekStore, KeyringItems};
pub use patience::{CancelSignal, Patience};
pub use platform::OsKeyring;
