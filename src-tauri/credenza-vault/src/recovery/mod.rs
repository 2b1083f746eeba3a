//! The recovery kit (SECURITY 2.4): an age X25519 identity that a person keeps on paper. Only its public half is stored,
//! so that every data key, also a later one, can be wrapped for it while the kit lies in a drawer.
//!
//! Absent on purpose: where the kit is printed or written, and any hash of parts of it: a group of six characters is
//! guessed in a second, and groups that can be checked one by one give the whole kit away.

mod kit;
mod wrap;

pub use kit::{KitUnreadable, RecoveryKit, RecoveryRecipient};
pub use wrap::open_ring_with_kit;
