//! Backups as files: what is written beside the vault and read again. Deliberately absent: how a backup
//! is encrypted (`credenza-vault`) and how a database image is made (`credenza-store`).

mod kit;
mod read;
mod write;

pub use kit::kit_text;
pub(crate) use kit::write_kit;
pub(crate) use read::{Opened, Opener, Source, look_at, open};
pub(crate) use write::{Destination, prepare_target, write};

use credenza_model::Timestamp;
use credenza_protocol::{ErrorCode, Failure};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::Path;

/// What a backup says of itself; authenticated with everything else in it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Counts the forms of this file.
    pub(crate) format: u32,
    /// The vault.
    pub(crate) vault: String,
    /// Its organization.
    pub(crate) org: String,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// Which version of Credenza made it.
    pub(crate) version: String,
}

/// The only form there is.
const FORMAT: u32 = 1;

/// Trouble with a file that a person named.
fn file_failure(path: &Path, error: &std::io::Error) -> Failure {
    let shown = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(ErrorCode::BackupExists, format!("{shown} exists already"))
                .hint("Name another file, or replace this one. It was left as it is.")
        }
        ErrorKind::StorageFull => Failure::new(
            ErrorCode::StorageFull,
            format!("The disk is full; {shown} was not written"),
        )
        .hint("Free some space, or name a file on another disk."),
        _ => Failure::new(ErrorCode::BackupFailed, format!("{shown} cannot be used: {error}"))
            .hint("Check the path and its permissions."),
    }
}
