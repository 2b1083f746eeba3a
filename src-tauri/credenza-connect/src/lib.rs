//! Connectors and how to prove a credential: the catalogue, authentication schemes, the egress
//! guard, and the staged dry run.
//!
//! Deliberately absent: the database, the window, and any clock but the one that limits a dry run.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod catalogue;
pub mod egress;
pub mod http;
pub mod manifest;
pub mod oauth;
pub mod protocols;
pub mod signing;
pub mod stage;
pub mod verify;
