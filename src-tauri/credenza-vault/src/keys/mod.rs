//! Data keys, the ring that holds their versions, and the MACs made with keys derived from them.
//! Absent on purpose: how a data key is unlocked (`slot`) and where its wraps are kept (the store).

mod canonical;
mod data_key;
mod mac;
mod retired;
mod ring;

pub use canonical::Canonical;
pub use data_key::DataKey;
pub use mac::{Mac, MacError};
pub use retired::RetiredKey;
pub use ring::{KeyRing, UnknownKeyVersion};
