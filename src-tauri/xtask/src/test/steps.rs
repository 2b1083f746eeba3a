//! The steps, in the order in which a mistake is found soonest.

use super::report::Outcome;
use crate::build_set;
use crate::process::Task;
use crate::repository::{Profile, Repository};
use crate::{generate, tidy};
use anyhow::Result;
use clap::builder::PossibleValuesParser;
use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// What a step may use.
pub(crate) struct Context<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) python: Option<PathBuf>,
}

/// What has to be installed before a step can run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Rust,
    Node,
    /// Real peers: database, SSH server, keyring, browser.
    Servers,
    CargoDeny,
}

/// One part of the tests.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) quick: bool,
    pub(crate) needs: &'static [Needs],
    pub(crate) run: fn(&Context<'_>) -> Result<Outcome>,
}

const fn step(
    name: &'static str,
    what: &'static str,
    needs: &'static [Needs],
    run: fn(&Context<'_>) -> Result<Outcome>,
) -> Step {
    Step { name, what, quick: true, needs, run }
}

const fn slow(step: Step) -> Step {
    Step { quick: false, ..step }
}

use Needs::{CargoDeny, Node, Rust, Servers};

pub(crate) const STEPS: &[Step] = &[
    step("format", "rustfmt finds nothing to change", &[], format),
    step("tidy", "the house rules", &[], house_rules),
    step("biome", "format and lint of the front end", &[Node], |c| ui(c, "lint", 3)),
    step("types", "the front end's types", &[Node], |c| ui(c, "typecheck", 5)),
    slow(step("knip", "nothing in the front end is unused", &[Node], |c| ui(c, "knip", 5))),
    step("vitest", "the front end's unit tests", &[Node], |c| ui(c, "test", 10)),
    slow(step("bundle", "the front end builds, within its budget", &[Node], bundle)),
    step("clippy", "lints of every crate, warnings denied", &[Rust], clippy),
    step("generated", "the committed generated files are current", &[Rust, Node], generated),
    slow(step("deny", "licenses, sources and bans of every dependency", &[CargoDeny], deny)),
    slow(step("rust", "unit and integration tests against real peers", &[Rust, Servers], rust)),
    slow(step(
        "torture",
        "reliability and security, the size of every change",
        &[Rust, Node, Servers],
        torture,
    )),
    slow(step("browser", "the front end in a real browser", &[Node, Servers], |c| {
        ui(c, "test:e2e", 20)
    })),
    slow(step("window", "end to end through the real window", &[Rust, Node, Servers], window)),
];

/// The names, for the command line.
pub(crate) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

fn passed(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

fn ui(context: &Context<'_>, script: &str, limit: u64) -> Result<Outcome> {
    let repository = context.repository;
    passed(repository.npm(&repository.ui(), ["run", "--silent", script]).run(minutes(limit)))
}

fn format(context: &Context<'_>) -> Result<Outcome> {
    passed(context.repository.cargo(["fmt", "--all", "--check"]).run(minutes(2)))
}

fn house_rules(context: &Context<'_>) -> Result<Outcome> {
    passed(tidy::run(context.repository))
}

fn bundle(context: &Context<'_>) -> Result<Outcome> {
    ui(context, "build", 5)?;
    ui(context, "budget", 1)
}

fn clippy(context: &Context<'_>) -> Result<Outcome> {
    let arguments = ["lint-set", "--all-targets", "--quiet", "--", "-D", "warnings"];
    passed(context.repository.cargo(arguments).run(minutes(30)))
}

fn generated(context: &Context<'_>) -> Result<Outcome> {
    passed(generate::run(context.repository, &generate::GenerateOptions { check: true }))
}

/// Advisories need a database that comes from outside every package registry: they are checked where
/// a copy is on the machine, and where it is not, the table says so.
fn deny(context: &Context<'_>) -> Result<Outcome> {
    let checks = ["deny", "--offline", "check", "--hide-inclusion-graph"];
    context.repository.cargo(checks).arguments(["bans", "licenses", "sources"]).run(minutes(5))?;
    if !has_advisory_database() {
        return Ok(Outcome::PassedBut(
            "advisories NOT checked: no advisory database on this machine".to_owned(),
        ));
    }
    let advisories = ["deny", "--offline", "check", "--disable-fetch", "advisories"];
    passed(context.repository.cargo(advisories).run(minutes(5)))
}

fn has_advisory_database() -> bool {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let databases = home.and_then(|home| std::fs::read_dir(home.join("advisory-dbs")).ok());
    databases.is_some_and(|mut entries| entries.next().is_some())
}

fn rust(context: &Context<'_>) -> Result<Outcome> {
    let task = context.repository.cargo(["test-set", "--quiet", "--no-fail-fast"]);
    passed(with_peers(context, task).run(minutes(45)))
}

fn torture(context: &Context<'_>) -> Result<Outcome> {
    // U2 and U3 look at the real window, which holds the built front end.
    ui(context, "build", 5)?;
    build_set::build(context.repository)?;
    let task = build_set::program(context.repository, "torture").arguments(["--ci"]);
    passed(with_peers(context, task).run(minutes(25)))
}

/// Drives the application, built with WebDriver allowed. Each test starts its own display and D-Bus
/// session; two at a time, because waiting for the window leaves the machine idle.
fn window(context: &Context<'_>) -> Result<Outcome> {
    let repository = context.repository;
    ui(context, "build", 5)?;
    build_set::build(repository)?;
    let tests = ["test-set", "--test", "window", "--", "--ignored", "--test-threads=2"];
    let task = repository
        .cargo(tests)
        .variable("CREDENZA_DESKTOP", repository.built(Profile::Debug, "credenza-desktop"))
        .variable("CREDENZA_CLI", repository.built(Profile::Debug, "credenza"));
    passed(with_peers(context, task).run(minutes(20)))
}

fn with_peers(context: &Context<'_>, task: Task) -> Task {
    match &context.python {
        Some(folder) => task.variable("CREDENZA_TEST_VENV", folder),
        None => task,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_step_has_a_name_of_its_own_that_fits_the_table() {
        let names: HashSet<_> = STEPS.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), STEPS.len());
        assert!(names.iter().all(|name| name.len() <= 12));
    }
}
