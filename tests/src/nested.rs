//! A build within a test.

use std::process::Command;

/// What Cargo tells a test of its package.
const OF_PACKAGE: [&str; 3] = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_"];

/// Cargo as a person would start it, in the folder of these tests. Without what Cargo tells a test of its
/// package: `ring` is built anew where that changes, and with it everything above it.
#[must_use]
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| OF_PACKAGE.iter().any(|one| name.starts_with(one))) {
            cargo.env_remove(name);
        }
    }
    cargo
}
