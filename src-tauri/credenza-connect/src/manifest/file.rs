//! Reading one connector file: size, syntax, types, rules. Every way out is a value; no input makes it panic.

use sha2::{Digest, Sha256};

use super::check;
use super::connector::Connector;
use super::error::{ManifestError, Problem};

/// Largest connector file, in bytes.
pub const MAX_FILE: usize = 256 * 1024;

impl Connector {
    /// Reads and checks one connector file. `file` is used in messages only.
    ///
    /// # Errors
    /// [`ManifestError`] with everything that was found wrong.
    pub fn parse(file: &str, text: &str) -> Result<Self, ManifestError> {
        let refuse = |problems| ManifestError { file: file.to_owned(), problems };
        if text.len() > MAX_FILE {
            return Err(refuse(vec![Problem {
                key: "(file)".to_owned(),
                message: format!("the file is larger than {} KiB", MAX_FILE / 1024),
                advice: "Shorten it; a connector needs a few kilobytes".to_owned(),
            }]));
        }
        let connector: Self =
            toml::from_str(text).map_err(|error| refuse(vec![syntax_problem(text, &error)]))?;
        let problems = check::list_problems(&connector);
        if problems.is_empty() { Ok(connector) } else { Err(refuse(problems)) }
    }

    /// SHA-256 over the connector's meaning (not its comments or layout). Another hash means that the approval a
    /// person gave no longer covers the file.
    #[must_use]
    pub fn manifest_hash(&self) -> [u8; 32] {
        let canonical = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&canonical).into()
    }
}

fn syntax_problem(text: &str, error: &toml::de::Error) -> Problem {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    Problem {
        key: locate(text, at),
        message: error.message().chars().filter(|c| !c.is_control()).take(400).collect(),
        advice: "Compare with docs/guides/adding-a-connector.md".to_owned(),
    }
}

/// The key path and line of a byte position, as a person finds it in the file.
fn locate(text: &str, at: usize) -> String {
    let mut table = String::new();
    let mut arrays: Vec<(String, usize)> = Vec::new();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix("[[").and_then(|rest| rest.split("]]").next()) {
            let count = match arrays.iter_mut().find(|(known, _)| known == name) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    arrays.push((name.to_owned(), 0));
                    0
                }
            };
            table = format!("{name}[{count}]");
        } else if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.split(']').next())
        {
            table = arrays
                .iter()
                .find_map(|(array, count)| {
                    name.strip_prefix(array.as_str())
                        .and_then(|rest| rest.strip_prefix('.'))
                        .map(|rest| format!("{array}[{count}].{rest}"))
                })
                .unwrap_or_else(|| name.to_owned());
        }
        if at < start + line.len() || start + line.len() == text.len() {
            let key = trimmed.split('=').next().unwrap_or_default().trim();
            let own = if trimmed.starts_with('[') || !trimmed.contains('=') {
                String::new()
            } else {
                key.chars().take(80).collect()
            };
            let dot = if table.is_empty() || own.is_empty() { "" } else { "." };
            return format!("{table}{dot}{own} (line {})", index + 1);
        }
        start += line.len();
    }
    "(file)".to_owned()
}
