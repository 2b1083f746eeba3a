//! The command line against real servers: what a person or a script notices, as transcripts.
//!
//! Each test has a vault of its own. Servers are real, and shared where tests only read them.
//! Deliberately absent: the library behind the command; what cannot be reached from a shell is
//! tested in its own room.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test binary: it has no callers, and a failed unwrap is a failed test"
)]

mod harness;

mod bad_drafts;
mod bad_servers;
mod bad_vaults;
mod catalogue;
mod demo;
mod http;
mod lifecycle;
mod machine;
mod mail;
mod output;
mod record;
mod sftp;
mod sign_in;
mod story;
mod unverified;
mod vault_keys;
mod without_vault;
