//! One file (or folder) per table. Functions take a connection; writing ones expect a [`WriteTx`].
//!
//! [`WriteTx`]: crate::WriteTx

pub mod activity;
mod claim;
pub mod connector;
pub mod credential;
pub mod delivery;
pub mod flow;
pub mod health;
mod json;
pub mod oauth_app;
pub mod oauth_grant;
pub mod rotation;
pub mod setting;
pub mod sign_in;
pub mod tally;
pub mod vault;
pub mod verification;
pub mod webhook;

pub use claim::{Claim, list_owners, release_owner};
