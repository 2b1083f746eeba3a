//! The use cases of Credenza: one operation per file, over a small [`Host`] trait.
//!
//! Hosts (window, command line, HTTP) know a transport and decide nothing; they call [`dispatch`].
//! Deliberately absent: SQL (`credenza-store`), cryptography (`credenza-vault`), network
//! (`credenza-connect`), and any transport.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod acting;
mod app;
mod background;
mod backup;
mod calendar;
mod clock;
mod config;
mod dispatch;
mod draft;
mod dry_run;
mod failure;
mod host;
mod idle;
mod lifecycle;
mod local_host;
mod lookup;
mod oauth;
mod oauth_app;
mod operations;
mod overview;
mod policy;
mod process;
mod record;
mod renewal;
mod revocation;
mod saving;
mod session;
mod sign_in;
mod state_change;
mod stop;
mod stored;
mod view;
mod watch;
mod webhooks;

pub use app::App;
pub use backup::kit_text as recovery_kit_text;
pub use clock::{Clock, SystemClock};
pub use config::{AppConfig, VaultPurpose};
pub use credenza_connect::egress::{Resolver, TlsRoots};
/// A kit is drawn and shown by the host that asked for it; operations are told its public half only.
pub use credenza_vault::{Hardening, RecoveryKit, harden_process};
pub use dispatch::{call, dispatch};
pub use host::Host;
pub use lifecycle::Audience;
pub use local_host::LocalHost;
pub use renewal::LONGEST_RENEWAL;
pub use stop::told_to_stop;
