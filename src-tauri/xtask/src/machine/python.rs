//! The Python environment of the tests: `tests/requirements.txt`, outside the work tree.

use crate::process::Task;
use crate::repository::Repository;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Makes the environment hold what `tests/requirements.txt` asks for, and returns its folder; `None`
/// where the tests ask for nothing.
///
/// # Errors
/// Python is missing, or PyPI does not give what is asked for.
pub(crate) fn install(repository: &Repository) -> Result<Option<PathBuf>> {
    let requirements = repository.root().join("tests/requirements.txt");
    let Ok(wanted) = fs::read_to_string(&requirements) else { return Ok(None) };
    let folder = repository.python_environment();
    // `credenza-testing` reads and writes the same mark, for tests that are run without this command.
    let stamp = folder.join(".requirements");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(Some(folder));
    }
    println!(
        "Installing Python packages into {}: the tests use them as real peers.",
        folder.display()
    );
    Task::new("python3").arguments(["-m", "venv"]).arguments([&folder]).run(LIMIT)?;
    pip(&folder)
        .arguments(["install", "--quiet", "--requirement"])
        .arguments([&requirements])
        .run(LIMIT)?;
    fs::write(&stamp, wanted).context("cannot note what was installed")?;
    Ok(Some(folder))
}

fn pip(environment: &Path) -> Task {
    Task::new(environment.join("bin/python")).arguments([
        "-m",
        "pip",
        "--disable-pip-version-check",
    ])
}
