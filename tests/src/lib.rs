//! Shared by the integration tests and the torture harness.
#![allow(clippy::unwrap_used, reason = "what is shared here runs only in tests")]

#[cfg(unix)]
pub mod window;
