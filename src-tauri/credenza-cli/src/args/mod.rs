//! What can be typed. One file per noun; help texts are part of the product.

mod activity;
mod connect;
mod connector;
mod credential;
mod draft;
mod flow;
mod health;
mod oauth_app;
mod setting;
mod vault;
mod webhook;

pub(crate) use activity::{ActivityCommand, ActivityFilter};
pub(crate) use connect::{ConnectArgs, ConnectionCommand};
pub(crate) use connector::ConnectorCommand;
pub(crate) use credential::{AddArgs, CredentialCommand, ListArgs, One, UpdateArgs, VerifyArgs};
pub(crate) use draft::DraftArgs;
pub(crate) use flow::FlowCommand;
pub(crate) use health::{HealthArgs, HealthCommand};
pub(crate) use oauth_app::{
    AddAppArgs, AppDetails, OAuthAppCommand, ProposeAppArgs, UpdateAppArgs,
};
pub(crate) use setting::SettingCommand;
pub(crate) use vault::{
    BackupArgs, Key, KitArgs, Method, RecoveryKitCommand, RestoreArgs, UnlockArgs, VaultCommand,
};
pub(crate) use webhook::{SigningSecretArgs, WebhookAddArgs, WebhookCommand, WebhookUpdateArgs};

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
    /// What needs attention, and what ends soon
    Overview,
    /// How credentials stand, those that need attention first
    Health(HealthArgs),
    /// Addresses that are told when connections come and go
    #[command(subcommand)]
    Webhook(Box<WebhookCommand>),
    /// The tamper-evident record of what happened
    #[command(subcommand)]
    Activity(ActivityCommand),
    /// Policy and limits
    #[command(subcommand)]
    Setting(SettingCommand),
    /// Open the same interface in a browser, on a loopback address
    Serve(ServeArgs),
    /// Try everything with a sample organization, whose providers are played by this computer
    #[command(long_about = DEMO)]
    Demo(ServeArgs),
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

const DEMO: &str = "\
Try everything with a sample organization, whose providers are played by this computer

Makes a vault in a temporary folder, starts an API on loopback ports that plays the providers of \
the organization, and opens the interface in a browser. No account anywhere is needed, and no vault \
of yours is touched: --vault does not count here. Ctrl+C ends the API and removes the folder.

Petstore takes the API key 'secret', and so does every other connector of the organization. The keys \
'rate-limited', 'slow' and 'html' make a check fail in these ways, 'no-permission' is accepted with a \
warning where the provider tells a missing permission from a wrong key, and any other key is \
rejected.";

/// `serve` and `demo`.
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
