//! The browser server as its attackers see it: raw bytes on a socket, because no HTTP client would send
//! most of this.
#![allow(clippy::unwrap_used, missing_docs)]

mod answers;
mod hostile;
mod limits;
mod server;
