//! `credenza flow …`

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum FlowCommand {
    /// List flows
    List,
    /// Show a flow: its steps and how each stands
    Show {
        /// Id, unique prefix or exact name
        flow: String,
    },
    /// Save a flow document (JSON or YAML) as a new version
    Save {
        /// The file, or - for standard input
        file: PathBuf,
        /// The version that was edited; refused if there is a newer one
        #[arg(long, value_name = "N")]
        expect_version: Option<i64>,
    },
    /// Activate a flow, if its credentials are ready
    Activate {
        /// Id, unique prefix or exact name
        flow: String,
    },
    /// Pause a flow
    Pause {
        /// Id, unique prefix or exact name
        flow: String,
    },
    /// Delete a flow that is not active
    Delete {
        /// Id, unique prefix or exact name
        flow: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}
