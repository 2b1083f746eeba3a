//! K1: the operating system's keyring in every state. The cases stand beside the code
//! (`credenza-vault/tests`); here they are run and counted.

use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use std::process::Command;

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new("timeout")
        .arg("600")
        .arg(cargo)
        .args([
            "test",
            "--quiet",
            "-p",
            "credenza-vault",
            "--test",
            "it",
            "--test",
            "keyring_states",
        ])
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
    if passed == 0 {
        failures.push("no test ran".to_owned());
    }
    Ok(Outcome { cases: passed, failures, control: Control::Elsewhere("in the tests") })
}

/// `test result: ok. 12 passed; …`
fn passed_in(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("test result:")?;
    rest.split(['.', ';']).find_map(|part| part.trim().strip_suffix(" passed"))?.trim().parse().ok()
}
