//! What each command does: build a request, run the operation, print the answer.

mod activity;
mod connect;
mod connector;
mod credential;
mod demo;
mod flow;
mod health;
mod oauth_app;
mod overview;
mod private;
mod reference;
mod serve;
mod setting;
mod vault;
mod vault_keys;
mod webhook;

use crate::args::{Cli, Command, Global};
use crate::output::Output;
use crate::terminal::Terminal;
use crate::unlock::{unlock, unlock_if_possible};
use credenza_app::{App, AppConfig, Host};
use credenza_protocol::Failure;
use credenza_protocol::vault::OlderVault;
use secrecy::SecretString;
use std::process::ExitCode;
use std::time::Duration;

/// How long a command that is done goes on to send events.
const EVENTS: Duration = Duration::from_secs(5);

/// What every command is given.
struct Context<'a> {
    terminal: &'a Terminal,
    global: &'a Global,
    output: &'a Output,
    /// The passphrase that opened the vault, if one did: changing keys needs it again.
    passphrase: Option<SecretString>,
}

pub(crate) async fn run(cli: Cli, output: &Output) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Completions { shell } => return Ok(reference::completions(shell)),
        Command::Man { folder } => return reference::man_pages(&folder),
        Command::Demo(args) => return demo::run(&args, output).await,
        _ => {}
    }
    let app = App::open(AppConfig::from_environment(cli.global.vault.clone())?).await?;
    let terminal = Terminal::new(app);
    let result = run_in(&terminal, &cli.global, output, cli.command).await;
    send_events(&terminal).await;
    terminal.app().shutdown().await;
    result
}

async fn run_in(
    terminal: &Terminal,
    global: &Global,
    output: &Output,
    command: Command,
) -> Result<ExitCode, Failure> {
    let passphrase = match needs(&command) {
        Needs::OpenVault => unlock(terminal, global, OlderVault::Refuse).await?,
        Needs::VaultIfPossible => {
            unlock_if_possible(terminal, global).await?;
            None
        }
        Needs::Nothing => None,
    };
    let context = &Context { terminal, global, output, passphrase };
    match command {
        Command::Vault(command) => vault::run(context, command).await,
        Command::Connector(command) => connector::run(context, command).await,
        Command::Credential(command) => credential::run(context, *command).await,
        Command::Connect(args) => connect::run(context, *args).await,
        Command::Connection(command) => connect::connection(context, command).await,
        Command::OAuthApp(command) => oauth_app::run(context, command).await,
        Command::Flow(command) => flow::run(context, command).await,
        Command::Overview => overview::run(context).await,
        Command::Health(args) => health::run(context, &args).await,
        Command::Webhook(command) => webhook::run(context, *command).await,
        Command::Activity(command) => activity::run(context, command).await,
        Command::Setting(command) => setting::run(context, command).await,
        Command::Serve(args) => serve::run(context, &args).await,
        // These need no vault and were answered before.
        Command::Completions { .. } | Command::Man { .. } | Command::Demo(_) => {
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Sends what this command has to tell, and what waits for its next try. What cannot be sent in this
/// time stays in the outbox, for the window, the browser's window or the next command.
async fn send_events(terminal: &Terminal) {
    let sending = terminal.app().send_due();
    if tokio::time::timeout(EVENTS, sending).await.is_err() {
        tracing::debug!("some events stay in the outbox");
    }
}

/// What has to be there before a command begins.
enum Needs {
    /// The open vault.
    OpenVault,
    /// The catalogue is readable without a vault; an open one adds counts and imported connectors.
    VaultIfPossible,
    /// The vault's own commands, and the browser's window, begin without it.
    Nothing,
}

fn needs(command: &Command) -> Needs {
    use crate::args::{ConnectorCommand as Connector, VaultCommand as Vault};
    match command {
        Command::Vault(
            Vault::Create { .. } | Vault::Status | Vault::Unlock(_) | Vault::Restore(_),
        )
        | Command::Serve(_) => Needs::Nothing,
        Command::Connector(
            Connector::List { in_use: false, .. }
            | Connector::Search { .. }
            | Connector::Show { .. },
        ) => Needs::VaultIfPossible,
        _ => Needs::OpenVault,
    }
}
