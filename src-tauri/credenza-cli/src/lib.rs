//! The `credenza` command: every operation from a terminal or a script.
//!
//! Data goes to standard output, everything else to standard error. `--json` prints exactly one JSON
//! value, on success and on failure. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 vault
//! locked or not reachable.
//!
//! Deliberately absent: rules. What may be done is decided in `credenza-app`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod args;
mod command;
mod fields;
mod input;
mod output;
mod progress;
mod terminal;
mod unlock;

use args::Cli;
use clap::{CommandFactory, FromArgMatches};
use output::Output;
use std::ffi::OsString;
use std::process::ExitCode;

/// The whole program.
#[must_use]
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let cli = match read(&words) {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error, wants_json(&words)),
    };
    start_logging();
    credenza_app::harden_process();
    let output = Output::new(cli.global.json);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return output.broken(&format!("No threads can be started: {error}")),
    };
    match runtime.block_on(command::run(cli, &output)) {
        Ok(code) => code,
        Err(failure) => output.failure(&failure),
    }
}

/// The parser of the whole command line, for completions, man pages and the reference.
#[must_use]
pub fn parser() -> clap::Command {
    Cli::command()
}

fn read(words: &[OsString]) -> Result<Cli, clap::Error> {
    let matches = Cli::command().try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches)
}

fn wants_json(words: &[OsString]) -> bool {
    words.iter().any(|word| word == "--json")
}

/// Logs go to standard error and only when `CREDENZA_LOG` asks for them. No log line holds a secret.
fn start_logging() {
    let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("CREDENZA_LOG") else { return };
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
