//! The one set of packages and features that tests, torture and generated files are compiled with.
//!
//! Cargo unifies the features of what is built together: a build of one package alone compiles sqlx,
//! rustls and everything above them a second time. Whoever builds here builds the whole set.

use crate::process::Task;
use crate::repository::{Profile, Repository};
use anyhow::Result;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(45 * 60);

/// What every `cargo` command about the set is given. WebDriver may attach to its window.
const SELECTION: [&str; 4] = ["--locked", "--workspace", "--features", "credenza-desktop/e2e"];

/// `cargo COMMAND` over the whole set.
pub(crate) fn cargo(repository: &Repository, command: &str) -> Task {
    repository.cargo([command]).arguments(SELECTION)
}

/// Compiles every program and test of the set.
///
/// # Errors
/// Something does not compile.
pub(crate) fn build(repository: &Repository) -> Result<()> {
    cargo(repository, "build").arguments(["--all-targets", "--quiet"]).run(LIMIT)
}

/// A program of the set. Call [`build`] first.
pub(crate) fn program(repository: &Repository, name: &str) -> Task {
    Task::new(repository.built(Profile::Debug, name)).folder(repository.root())
}
