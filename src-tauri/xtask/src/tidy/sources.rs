//! The source files of the work tree: what people write, not what tools make.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A source file and its text.
pub(crate) struct SourceFile {
    /// From the root, with `/` on every platform.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    /// The ending of the name, without the dot.
    pub(crate) fn kind(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, kind)| kind)
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.kind() == "rs"
    }

    pub(crate) fn is_script(&self) -> bool {
        matches!(self.kind(), "ts" | "tsx" | "mjs" | "js")
    }

    /// Tests, and what only tests are built with.
    pub(crate) fn is_for_tests(&self) -> bool {
        let folders = ["tests/", "src-tauri/credenza-testing/"];
        folders.iter().any(|folder| self.path.starts_with(folder))
            || self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
    }

    /// Lines with their numbers, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

const KINDS: [&str; 9] = ["rs", "ts", "tsx", "mjs", "js", "css", "toml", "sql", "html"];
/// Made by tools, or not ours.
const SKIPPED: [&str; 6] = ["target", "gen", "node_modules", "dist", "dist-fake", "test-results"];
const GENERATED: [&str; 1] = ["ui/src/protocol/generated.ts"];

/// Reads every source file below the root.
///
/// # Errors
/// A folder or file cannot be read.
pub(crate) fn read(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = vec![];
    read_folder(root, "", &mut files)?;
    Ok(files)
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
            read_folder(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() && !GENERATED.contains(&path.as_str()) && is_source(&name) {
            let text =
                fs::read_to_string(entry.path()).with_context(|| format!("cannot read {path}"))?;
            files.push(SourceFile { path, text });
        }
    }
    Ok(())
}

fn is_source(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, kind)| KINDS.contains(&kind))
}
