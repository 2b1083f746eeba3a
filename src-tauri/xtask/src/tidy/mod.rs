//! `cargo xtask tidy`: the house rules that no compiler knows. Each is a function from a source file
//! to what is wrong with it, and has a test with a file that breaks it.

mod rules;
mod sources;

use crate::repository::Repository;
use anyhow::{Result, bail};
use sources::SourceFile;

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Counted from 1; the whole file where there is none.
    line: Option<usize>,
    message: String,
}

/// What is wrong with a file.
type Rule = fn(&SourceFile) -> Vec<Finding>;

/// Checks every source file of the work tree.
///
/// # Errors
/// A rule is broken. Every finding has been printed.
pub(crate) fn run(repository: &Repository) -> Result<()> {
    let files = sources::read(repository.root())?;
    let mut count = 0;
    for file in &files {
        for finding in rules::ALL.iter().flat_map(|rule| rule(file)) {
            let place = finding.line.map_or_else(String::new, |line| format!(":{line}"));
            println!("{}{place}: {}", file.path, finding.message);
            count += 1;
        }
    }
    if files.is_empty() {
        bail!("no source file was found under {}", repository.root().display());
    }
    if count > 0 {
        bail!("{count} findings in {} files", files.len());
    }
    println!("{} files follow the house rules", files.len());
    Ok(())
}
