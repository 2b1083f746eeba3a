//! A recovery kit as a text file: comments for people, and the one line that age reads.

use super::file_failure;
use crate::RecoveryKit;
use credenza_model::Timestamp;
use credenza_protocol::Failure;
use secrecy::{ExposeSecret, SecretString};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The kit's text. Lines with `#` are comments, so that the file works as an age identity as it is.
pub fn kit_text(kit: &RecoveryKit, vault: &str, now: Timestamp) -> SecretString {
    // Exposed into the one text that is shown to whoever asked for the kit.
    let key = kit.to_text();
    let groups = kit.to_groups();
    let groups: Vec<&str> = groups.iter().map(ExposeSecret::expose_secret).collect();
    let (first, second) = groups.split_at(groups.len().div_ceil(2));
    let lines = [
        "# Credenza recovery kit".to_owned(),
        format!("# Vault  {vault}"),
        format!("# Made   {now}"),
        format!("# Public {}", kit.recipient()),
        "#".to_owned(),
        "# Whoever has this can open the vault. Keep it on paper, away from this computer."
            .to_owned(),
        "# A newer kit replaces this one.".to_owned(),
        format!("# AGE-SECRET-KEY-1 {}", first.join(" ")),
        format!("#                  {}", second.join(" ")),
        key.expose_secret().to_owned(),
        String::new(),
    ];
    SecretString::from(lines.join("\n"))
}

/// Writes a kit to a new file that only its owner may read, durably; its full path.
pub(crate) fn write_kit(path: &Path, text: &SecretString) -> Result<PathBuf, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(path)?;
        // Exposed into the file that a person asked for.
        file.write_all(text.expose_secret().as_bytes())?;
        file.sync_all()?;
        std::fs::canonicalize(path)
    };
    write().map_err(|error| file_failure(path, &error))
}
