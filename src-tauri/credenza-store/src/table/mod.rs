//! One file (or folder) per table. Functions take a connection; writing ones expect a [`WriteTx`].
//!
//! [`WriteTx`]: crate::WriteTx

pub mod activity;
pub mod connector;
pub mod credential;
pub mod flow;
mod json;
pub mod oauth_app;
pub mod oauth_grant;
pub mod setting;
pub mod sign_in;
pub mod vault;
pub mod verification;
