//! Sending events to webhooks: signed as Standard Webhooks says, to a vetted address, once.
//!
//! Deliberately absent: which events there are, when to try again, and any record of what was sent;
//! those are the application's and the store's.

mod address;
mod deliver;
mod sign;

pub use address::{AddressProblem, parse_address, shown_address};
pub use deliver::{ANSWER_LIMIT, Answered, DEADLINE, Message, deliver};
pub use sign::{SecretError, SigningSecret};
