//! HTTP: the same window in a browser, on a loopback address.
//!
//! [`serve_browser`] serves the embedded front end, `POST /rpc/<operation>` and `GET /events` to one
//! session, whose token stands in the link that the person opens. Every web page the person visits may
//! try to talk to this port, so every request is looked at before anything answers it (`guard.rs`).
//!
//! Deliberately absent: CORS (no other origin is ever allowed), cookies (nothing is sent by itself),
//! `GET` with effects, any address but loopback, TLS (the bytes do not leave the machine), and opening
//! a stored secret.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod browser;
mod connection;
mod events;
mod files;
mod guard;
mod problem;
mod rpc;
mod session;

pub use browser::{BrowserConfig, BrowserServer, ServeError, serve_browser};
pub use session::SESSION_HEADER;
