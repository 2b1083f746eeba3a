//! What tests, torture and generated files are compiled as: the one set that `.cargo/config.toml` names.

use crate::process::Task;
use crate::repository::{Profile, Repository};
use anyhow::Result;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(45 * 60);

/// Compiles every program and test of the set.
///
/// # Errors
/// Something does not compile.
pub(crate) fn build(repository: &Repository) -> Result<()> {
    repository.cargo(["build-set", "--all-targets", "--quiet"]).run(LIMIT)
}

/// A program of the set. Call [`build`] first. What it builds in turn goes where this was built.
pub(crate) fn program(repository: &Repository, name: &str) -> Task {
    Task::new(repository.built(Profile::Debug, name))
        .folder(repository.root())
        .variable("CARGO_TARGET_DIR", repository.target())
}
