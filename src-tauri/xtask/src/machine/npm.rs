//! Node.js packages, as the lock file names them.

use crate::process::Task;
use crate::repository::Repository;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

const LIMIT: Duration = Duration::from_secs(15 * 60);
/// The front end's tools ask for it.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Runs `npm ci` in a folder whose installed packages are older than its lock file. A folder without
/// a lock file needs nothing.
///
/// # Errors
/// Node.js is missing or too old, or the installation failed.
pub(crate) fn install(repository: &Repository, folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let Some(locked) = modified(&lock) else { return Ok(()) };
    check_node()?;
    if modified(&folder.join("node_modules/.package-lock.json"))
        .is_some_and(|installed| installed >= locked)
    {
        return Ok(());
    }
    println!(
        "Installing Node.js packages for {}: the lock file is newer than what is there.",
        folder.display()
    );
    repository.npm(folder, ["ci", "--no-audit", "--no-fund"]).run(LIMIT)
}

fn check_node() -> Result<()> {
    let version = Task::new("node")
        .arguments(["--version"])
        .output(Duration::from_secs(20))
        .context("Node.js is missing: install version 20.19 or newer (https://nodejs.org)")?;
    let found =
        parse_version(&version).with_context(|| format!("`node --version` printed {version:?}"))?;
    if found < OLDEST_NODE {
        bail!("Node.js {} is too old: 20.19 or newer is needed", version.trim());
    }
    Ok(())
}

/// Major and minor of `v20.19.1`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_node_is_recognized() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert!(parse_version("v18.20.4").unwrap() < OLDEST_NODE);
        assert!(parse_version("v22.0.0").unwrap() > OLDEST_NODE);
        assert_eq!(parse_version("node 20"), None);
    }
}
