//! Every protocol probe against real servers: what a person sees for each thing that can be wrong.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "protocols/address.rs"]
mod address;
#[path = "protocols/cancel.rs"]
mod cancel;
#[path = "protocols/postgresql.rs"]
mod postgresql;
#[path = "protocols/sftp.rs"]
mod sftp;
#[path = "protocols/smtp.rs"]
mod smtp;
#[path = "protocols/support.rs"]
mod support;
