//! The store against real SQLite files: what a caller would notice.
#![allow(clippy::unwrap_used, missing_docs)]

mod activity;
mod bench;
mod create;
mod credential;
mod foreign;
mod full;
mod guard;
mod listing;
mod oauth;
mod settings;
mod tamper;
mod two_stores;
mod upgrade;
