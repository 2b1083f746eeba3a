//! The only SQL of Credenza: one file per table, on SQLite.
//!
//! PostgreSQL is the next engine, so the SQL stays in the subset that both share; what is SQLite's
//! own stands in `engine/`. Functions are concrete; SQLite itself is the fake in tests. Every row
//! whose columns carry meaning is authenticated when it is read.
//!
//! Deliberately absent: rules about drafts and flows, the network, and any key that is not passed in.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod engine;
mod error;
mod scope;
pub mod table;

pub use engine::{
    APPLICATION_ID, Connection, ConnectionSettings, SCHEMA_VERSION, Store, Watcher, WriteTx,
};
pub use error::StoreError;
pub use scope::Scope;
