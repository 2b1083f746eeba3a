//! `credenza setting …`

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum SettingCommand {
    /// Show all settings
    List,
    /// Change settings
    Set {
        /// For example allow_unverified=true or credentials_per_connector=80
        #[arg(required = true, value_name = "NAME=VALUE")]
        changes: Vec<String>,
    },
}
