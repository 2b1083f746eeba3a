//! The passphrase a person chooses or is given. Absent on purpose: Argon2 (`slot`) and waiting (the caller's clock).

mod delay;
mod phrase;
mod strength;

pub use delay::unlock_delay;
pub use phrase::generate_passphrase;
pub use strength::{WeakPassphrase, check_passphrase};
