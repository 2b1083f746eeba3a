//! Shared by the integration tests and the torture harness.
#![allow(clippy::unwrap_used, reason = "what is shared here runs only in tests")]

pub mod nested;
pub mod rooms;
pub mod schemes;
pub mod small_disk;
#[cfg(unix)]
pub mod window;
