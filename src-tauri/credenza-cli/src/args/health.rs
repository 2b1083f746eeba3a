//! `credenza health …`

use clap::{Args, Subcommand};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct HealthArgs {
    #[command(subcommand)]
    pub(crate) command: Option<HealthCommand>,
    /// Only those that need attention
    #[arg(long)]
    pub(crate) needs_attention: bool,
    /// Only those whose checks are paused
    #[arg(long)]
    pub(crate) paused: bool,
    /// Only those in this state, such as connected, degraded or disconnected
    #[arg(long = "state", value_name = "STATE")]
    pub(crate) states: Vec<String>,
    /// Only those whose name or account holds this text
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum HealthCommand {
    /// Pause the scheduled checks of a credential
    Pause {
        /// Id, unique prefix or exact name
        credential: String,
    },
    /// Resume the scheduled checks of a credential
    Resume {
        /// Id, unique prefix or exact name
        credential: String,
    },
}
