//! The front door of the repository: `cargo xtask run`, `test`, `generate`, `tidy`, `torture`.
//!
//! What a person types and what CI runs are the same commands. Deliberately absent: anything that the
//! product itself needs at run time, and every dependency that would make this slow to compile.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its person")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod build_set;
mod generate;
mod machine;
mod process;
mod repository;
mod run;
mod test;
mod tidy;
mod torture;

use anyhow::Result;
use clap::{Parser, Subcommand};
use repository::Repository;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests Credenza")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing, builds, and opens the application
    Run(run::RunOptions),
    /// Installs what the tests need and runs all of them, as CI does
    Test(test::TestOptions),
    /// Writes the generated files: OpenAPI document, TypeScript types, connector schema
    Generate(generate::GenerateOptions),
    /// Checks the house rules: sizes, names, what may not stand where
    Tidy,
    /// Runs the reliability and security tests of the torture harness
    Torture(torture::TortureOptions),
}

fn main() -> ExitCode {
    match dispatch(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    let repository = Repository::of_this_build()?;
    match command {
        Command::Run(options) => run::run(&repository, &options),
        Command::Test(options) => test::run(&repository, &options),
        Command::Generate(options) => {
            generate::run(&repository, &options)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Tidy => {
            tidy::run(&repository)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Torture(options) => {
            torture::run(&repository, &options)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
