//! `cargo xtask test`: everything that CI runs, as named steps with a time limit each.
//!
//! CI reads the last line: `N passed, N failed`, counted in steps.

mod report;
mod steps;

use crate::machine::{debian, install_cargo_deny, npm, python};
use crate::repository::Repository;
use anyhow::{Result, bail};
use clap::Args;
use report::{Outcome, Report};
use std::process::ExitCode;
use std::time::Instant;
use steps::{Context, Needs, STEPS, Step};

#[derive(Args)]
pub(crate) struct TestOptions {
    /// Only the steps that answer within a minute or two once everything is compiled
    #[arg(long)]
    quick: bool,
    /// Run the remaining steps after a failure
    #[arg(long)]
    keep_going: bool,
    /// Run only these steps, by name
    #[arg(value_name = "STEP", value_parser = steps::names())]
    only: Vec<String>,
}

pub(crate) fn run(repository: &Repository, options: &TestOptions) -> Result<ExitCode> {
    let chosen: Vec<&Step> = STEPS.iter().filter(|step| is_chosen(step, options)).collect();
    let mut report = Report::default();
    let installed = report.timed("install", || install(repository, &chosen));
    let context = match installed {
        Ok(context) => context,
        Err(error) => {
            report.close();
            return Err(error.context("what the tests need could not be installed"));
        }
    };
    for step in chosen {
        if report.has_failures() && !options.keep_going {
            report.add(step.name, Outcome::NotRun("an earlier step failed".to_owned()));
            continue;
        }
        println!("\n=== {}: {}", step.name, step.what);
        let start = Instant::now();
        let outcome = match (step.run)(&context) {
            Ok(outcome) => outcome,
            Err(error) => Outcome::Failed(format!("{error:#}")),
        };
        report.add_timed(step.name, outcome, start.elapsed());
    }
    report.close();
    Ok(if report.has_failures() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn is_chosen(step: &Step, options: &TestOptions) -> bool {
    if options.only.is_empty() {
        step.quick || !options.quick
    } else {
        options.only.iter().any(|name| name == step.name)
    }
}

/// Installs what the chosen steps need, and nothing else.
fn install<'a>(repository: &'a Repository, chosen: &[&Step]) -> Result<Context<'a>> {
    let needs = |need: Needs| chosen.iter().any(|step| step.needs.contains(&need));
    if needs(Needs::Rust) {
        debian::install(&debian::BUILD)?;
    }
    if needs(Needs::Servers) {
        debian::install(&debian::TEST)?;
    }
    if needs(Needs::Node) {
        npm::install(repository, &repository.ui())?;
    }
    let python = if needs(Needs::Servers) {
        npm::install(repository, &repository.root().join("tests"))?;
        python::install(repository)?
    } else {
        None
    };
    if needs(Needs::CargoDeny) {
        install_cargo_deny(repository)?;
    }
    if chosen.is_empty() {
        bail!("no step was chosen");
    }
    Ok(Context { repository, python })
}
