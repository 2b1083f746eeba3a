//! `credenza webhook …`

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum WebhookCommand {
    /// Add a webhook; its signing secret is shown this once
    Add(WebhookAddArgs),
    /// List the webhooks, and how their deliveries stand
    List,
    /// Change a webhook, or pause it
    Update(WebhookUpdateArgs),
    /// Remove a webhook and what waits for it
    Remove {
        /// Id, unique prefix or address
        webhook: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Give a webhook a new signing secret; the previous one signs too for a while
    Rotate {
        /// Id, unique prefix or address
        webhook: String,
        /// Hours that the previous secret goes on signing; 0 to 720
        #[arg(long, value_name = "N", default_value_t = 24)]
        keep_hours: u32,
        #[command(flatten)]
        secret: SigningSecretArgs,
    },
    /// Send a test event now, once; exit code 1 if it was not delivered
    Test {
        /// Id, unique prefix or address
        webhook: String,
    },
    /// Show what was sent to a webhook, newest first; kept for thirty days
    Deliveries {
        /// Id, unique prefix or address
        webhook: String,
        /// Only those that were given up, or have failed so far
        #[arg(long)]
        failed: bool,
    },
    /// Send an event again, under the same id
    Redeliver {
        /// The delivery's id
        delivery: String,
    },
}

#[derive(Args)]
pub(crate) struct WebhookAddArgs {
    /// Where to send: https, or http to an approved loopback address
    pub(crate) address: String,
    /// What for: connection.created, .deleted, .disconnected or .reconnected [default: all]
    #[arg(long = "event", value_name = "NAME")]
    pub(crate) events: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// Approve a loopback or private address
    #[arg(long = "allow-private", value_name = "HOST:PORT")]
    pub(crate) private: Vec<String>,
    #[command(flatten)]
    pub(crate) secret: SigningSecretArgs,
}

#[derive(Args)]
pub(crate) struct WebhookUpdateArgs {
    /// Id, unique prefix or address
    pub(crate) webhook: String,
    /// A new address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
    /// What for, instead of what it was for
    #[arg(long = "event", value_name = "NAME")]
    pub(crate) events: Vec<String>,
    /// What it is for; empty to clear it
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// Approve loopback or private addresses, instead of those approved before
    #[arg(long = "allow-private", value_name = "HOST:PORT")]
    pub(crate) private: Vec<String>,
    /// Send nothing until it is resumed; what happens meanwhile is not told
    #[arg(long, conflicts_with = "resume")]
    pub(crate) pause: bool,
    /// Send again
    #[arg(long)]
    pub(crate) resume: bool,
}

/// A signing secret of one's own.
#[derive(Args)]
pub(crate) struct SigningSecretArgs {
    /// Read a signing secret of your own (whsec_…) from a file [default: one is made]
    #[arg(long, value_name = "PATH", conflicts_with = "secret_fd")]
    pub(crate) secret_file: Option<PathBuf>,
    /// Read a signing secret of your own from this open file descriptor
    #[arg(long, value_name = "N")]
    pub(crate) secret_fd: Option<i32>,
}
