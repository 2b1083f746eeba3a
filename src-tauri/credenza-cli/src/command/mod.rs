//! What each command does: build a request, run the operation, print the answer.

mod activity;
mod connect;
mod connector;
mod credential;
mod flow;
mod oauth_app;
mod reference;
mod serve;
mod setting;
mod vault;

use crate::args::{Cli, Command, Global};
use crate::output::Output;
use crate::terminal::Terminal;
use crate::unlock::unlock;
use credenza_app::{App, AppConfig, Host};
use credenza_protocol::Failure;
use std::process::ExitCode;

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
        Command::Connect(args) => connect::run(context, *args).await,
        Command::Connection(command) => connect::connection(context, command).await,
        Command::OAuthApp(command) => oauth_app::run(context, command).await,
        Command::Flow(command) => flow::run(context, command).await,
        Command::Activity(command) => activity::run(context, command).await,
        Command::Setting(command) => setting::run(context, command).await,
        Command::Serve(args) => serve::run(context, &args).await,
        // These need no vault and were answered before.
        Command::Completions { .. } | Command::Man { .. } => Ok(ExitCode::SUCCESS),
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
