//! What has to be on the machine before something can be built or tested, and how it gets there.
//!
//! Everything here says what it does before it does it, does nothing when nothing is missing, and uses
//! only package registries: Debian's, npm, PyPI, crates.io.

pub(crate) mod debian;
pub(crate) mod npm;
pub(crate) mod python;

use crate::process::Task;
use crate::repository::Repository;
use anyhow::Result;
use std::time::Duration;

const CARGO_DENY_LIMIT: Duration = Duration::from_secs(25 * 60);

/// Makes `cargo deny` available.
///
/// # Errors
/// It cannot be built from crates.io.
pub(crate) fn install_cargo_deny(repository: &Repository) -> Result<()> {
    if Task::new("cargo").arguments(["deny", "--version"]).succeeds() {
        return Ok(());
    }
    println!(
        "Installing cargo-deny from crates.io: it checks licenses, sources and bans of every dependency."
    );
    repository.cargo(["install", "--locked", "cargo-deny"]).run(CARGO_DENY_LIMIT)
}
