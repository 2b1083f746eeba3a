//! What each command does: build a request, run the operation, print the answer.

mod activity;
mod connector;
mod credential;
mod flow;
mod health;
mod overview;
mod reference;
mod serve;
mod setting;
mod vault;
mod webhook;

use crate::args::{Cli, Command, Global};
use crate::output::Output;
use crate::terminal::Terminal;
use crate::unlock::unlock;
use credenza_app::{App, AppConfig, Host};
use credenza_protocol::Failure;
use std::process::ExitCode;
use std::time::Duration;

/// How long a command that is done goes on to send events.
const EVENTS: Duration = Duration::from_secs(5);

/// What every command is given.
struct Context<'a> {
    terminal: &'a Terminal,
    global: &'a Global,
    output: &'a Output,
}

pub(crate) async fn run(cli: Cli, output: &Output) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Completions { shell } => return Ok(reference::completions(shell)),
        Command::Man { folder } => return reference::man_pages(&folder),
        _ => {}
    }
    let app = App::open(AppConfig::from_environment(cli.global.vault.clone())?).await?;
    let terminal = Terminal::new(app);
    let context = Context { terminal: &terminal, global: &cli.global, output };
    let result = run_in(&context, cli.command).await;
    send_events(&terminal).await;
    terminal.app().shutdown().await;
    result
}

async fn run_in(context: &Context<'_>, command: Command) -> Result<ExitCode, Failure> {
    if needs_open_vault(&command) {
        unlock(context.terminal, context.global).await?;
    }
    match command {
        Command::Vault(command) => vault::run(context, command).await,
        Command::Connector(command) => connector::run(context, command).await,
        Command::Credential(command) => credential::run(context, *command).await,
        Command::Flow(command) => flow::run(context, command).await,
        Command::Overview => overview::run(context).await,
        Command::Health(args) => health::run(context, &args).await,
        Command::Webhook(command) => webhook::run(context, *command).await,
        Command::Activity(command) => activity::run(context, command).await,
        Command::Setting(command) => setting::run(context, command).await,
        Command::Serve(args) => serve::run(context, &args).await,
        // These need no vault and were answered before.
        Command::Completions { .. } | Command::Man { .. } => Ok(ExitCode::SUCCESS),
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

/// The vault's own commands, the catalogue's texts, and the browser's window begin without it.
fn needs_open_vault(command: &Command) -> bool {
    use crate::args::VaultCommand;
    match command {
        Command::Vault(VaultCommand::Unlock | VaultCommand::Lock | VaultCommand::SetPassphrase) => {
            true
        }
        Command::Vault(_) | Command::Serve(_) => false,
        _ => true,
    }
}
