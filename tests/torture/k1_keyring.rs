//! K1: the operating system's keyring in every state. The cases stand beside the code
//! (`credenza-vault/tests`); here they are run and counted.

use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use std::process::Command;

/// The tests, as `cargo test` selects them: the real daemon's states, and the creation of a key.
const TESTS: [&[&str]; 2] =
    [&["--test", "keyring_states"], &["--test", "it", "--", "create_kek::"]];

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let mut outcome =
        Outcome { cases: 0, failures: Vec::new(), control: Control::Elsewhere("in the tests") };
    for tests in TESTS {
        let (passed, failures) = run_tests(tests)?;
        if passed == 0 {
            outcome.failures.push(format!("{}: no test ran", tests.join(" ")));
        }
        outcome.cases += passed;
        outcome.failures.extend(failures);
    }
    Ok(outcome)
}

/// How many passed, and what failed.
fn run_tests(tests: &[&str]) -> Result<(u64, Vec<String>)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new("timeout")
        .arg("600")
        .arg(cargo)
        .args(["test-set", "--quiet"])
        .args(tests)
        .output()
        .context("cargo could not be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let passed = text.lines().filter_map(passed_in).sum();
    let mut failures: Vec<String> =
        text.lines().filter(|line| line.contains("FAILED")).map(str::to_owned).collect();
    if !output.status.success() && failures.is_empty() {
        failures.push(
            String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("failed").to_owned(),
        );
    }
    Ok((passed, failures))
}

/// `test result: ok. 12 passed; …`
fn passed_in(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("test result:")?;
    rest.split(['.', ';']).find_map(|part| part.trim().strip_suffix(" passed"))?.trim().parse().ok()
}
