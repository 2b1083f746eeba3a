//! What can be typed. One file per noun; help texts are part of the product.

mod activity;
mod connect;
mod connector;
mod credential;
mod draft;
mod flow;
mod oauth_app;
mod setting;
mod vault;

pub(crate) use activity::{ActivityCommand, ActivityFilter};
pub(crate) use connect::{ConnectArgs, ConnectionCommand};
pub(crate) use connector::ConnectorCommand;
pub(crate) use credential::{AddArgs, CredentialCommand, ListArgs, One, UpdateArgs, VerifyArgs};
pub(crate) use draft::DraftArgs;
pub(crate) use flow::FlowCommand;
pub(crate) use oauth_app::{AddAppArgs, AppDetails, OAuthAppCommand, UpdateAppArgs};
pub(crate) use setting::SettingCommand;
pub(crate) use vault::{Method, VaultCommand};

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Credentials for integrations: verified before they are saved, sealed, never shown again.
#[derive(Parser)]
#[command(name = "credenza", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 vault locked or not reachable."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Args)]
pub(crate) struct Global {
    /// The vault's folder [default: the user's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "CREDENZA_VAULT", hide_env_values = true)]
    pub(crate) vault: Option<PathBuf>,
    /// Print exactly one JSON value on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Never ask anything; fail instead
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// Read the vault's passphrase from this open file descriptor
    #[arg(
        long,
        global = true,
        value_name = "N",
        env = "CREDENZA_PASSPHRASE_FD",
        hide_env_values = true
    )]
    pub(crate) passphrase_fd: Option<i32>,
}

/// The nouns.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create, unlock and look at the vault
    #[command(subcommand)]
    Vault(VaultCommand),
    /// The catalogue of applications
    #[command(subcommand)]
    Connector(ConnectorCommand),
    /// Add, verify and manage credentials
    #[command(subcommand)]
    Credential(Box<CredentialCommand>),
    /// Sign in to an application through the browser, or fill in its form; or reconnect in place
    Connect(Box<ConnectArgs>),
    /// Connections: credentials in Membrane's words
    #[command(subcommand)]
    Connection(ConnectionCommand),
    /// OAuth apps: client ids and secrets that providers gave you
    #[command(subcommand, name = "oauth-app")]
    OAuthApp(OAuthAppCommand),
    /// Flows: documents whose steps use credentials
    #[command(subcommand)]
    Flow(FlowCommand),
    /// The tamper-evident record of what happened
    #[command(subcommand)]
    Activity(ActivityCommand),
    /// Policy and limits
    #[command(subcommand)]
    Setting(SettingCommand),
    /// Open the same interface in a browser, on a loopback address
    Serve(ServeArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    Man {
        /// The folder; it has to exist
        folder: PathBuf,
    },
}

/// `serve`.
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed_and_every_option_is_explained() {
        let mut command = Cli::command();
        command.build();
        command.clone().debug_assert();
        explained(&command);
    }

    fn explained(command: &clap::Command) {
        assert!(command.get_about().is_some(), "{} is not explained", command.get_name());
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
        }
        command.get_subcommands().for_each(explained);
    }
}
