//! The use cases of Credenza: one operation per file, over a small [`Host`] trait.
//!
//! Hosts (window, command line, HTTP) know a transport and decide nothing; they call [`dispatch`].
//! Deliberately absent: SQL (`credenza-store`), cryptography (`credenza-vault`), network
//! (`credenza-connect`), and any transport.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod acting;
mod app;
mod clock;
mod config;
mod dispatch;
mod draft;
mod dry_run;
mod failure;
mod host;
mod idle;
mod lookup;
mod news;
mod oauth;
mod oauth_app;
mod operations;
mod policy;
mod process;
mod record;
mod renewal;
mod revocation;
mod saving;
mod session;
mod sign_in;
mod state_change;
mod stored;
mod view;
mod watch;

pub use app::App;
pub use clock::{Clock, SystemClock};
pub use config::AppConfig;
pub use credenza_vault::{Hardening, harden_process};
pub use dispatch::{call, dispatch};
pub use host::Host;
