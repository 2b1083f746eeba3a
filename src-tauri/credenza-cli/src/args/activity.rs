//! `credenza activity …`

use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum ActivityCommand {
    /// List what happened, newest first
    List(ActivityFilter),
    /// Check the chain from its first entry
    Verify,
}

#[derive(Args)]
pub(crate) struct ActivityFilter {
    /// Only this action: credential.add
    #[arg(long)]
    pub(crate) action: Option<String>,
    /// Only entries about this object's id
    #[arg(long, value_name = "ID")]
    pub(crate) object: Option<String>,
    /// Only entries that hold this text
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,
}
