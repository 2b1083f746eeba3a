//! Credentials that stay alive: looking at them again on a schedule, and telling once when one is lost
//! or works again. What a change of state means is `credenza-model`'s; that it is remembered with the
//! change itself is the store's.

mod check;
mod dead;
mod news;
mod recheck;
mod rhythm;

pub(crate) use check::{Look, claim_patiently, record};
pub(crate) use dead::bury_the_dead;
pub use news::Audience;
pub(crate) use news::{Waiting, tell_news};
pub(crate) use recheck::check_due;
pub(crate) use rhythm::Rhythm;

use credenza_vault::{OsRandomness, Randomness};

/// A number from 0 up to, not including, 1. Without randomness the middle: jitter is a courtesy.
pub(crate) fn roll() -> f64 {
    let mut bytes = [0; 4];
    match OsRandomness.fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0),
        Err(_) => 0.5,
    }
}
