//! Randomness is a parameter: production passes [`OsRandomness`], test vectors pass fixed bytes.
//! Absent on purpose: a user-space generator; every byte comes from the operating system.

use crate::codes;

/// A source of cryptographically secure random bytes.
pub trait Randomness: Send {
    /// Fills the whole of `out`, or fails without promising anything about its content.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomnessUnavailable>;
}

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the operating system gave no random bytes; nothing was encrypted. Try again, then restart the computer"
)]
pub struct RandomnessUnavailable;

impl RandomnessUnavailable {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        codes::E_RANDOMNESS
    }
}

/// The operating system's generator (`getrandom(2)`, `ProcessPrng`, `getentropy`).
#[derive(Debug, Default, Clone, Copy)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomnessUnavailable> {
        getrandom::fill(out).map_err(|_| RandomnessUnavailable)
    }
}
