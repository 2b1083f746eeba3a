//! Reading a backup.

use super::{FORMAT, Manifest, file_failure};
use crate::failure::export_failure;
use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::{ExportImage, ExportKey, KeyRing, RecoveryKit, is_export, read_export};
use secrecy::SecretString;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// What a file is, by how it begins.
pub(crate) enum Source {
    /// A portable backup.
    Export,
    /// A copy of the database, as made before a rotation.
    Snapshot,
}

/// What opens a backup.
pub(crate) enum Opener {
    Kit(RecoveryKit),
    Passphrase(SecretString),
}

/// A backup whose beginning was read.
pub(crate) struct Opened {
    pub(crate) manifest: Manifest,
    pub(crate) ring: KeyRing,
    pub(crate) image: ExportImage<BufReader<File>>,
}

/// Tells backups from snapshots, and both from everything else.
pub(crate) fn look_at(path: &Path) -> Result<Source, Failure> {
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut beginning));
    read.map_err(|error| file_failure(path, &error))?;
    if is_export(&beginning) {
        Ok(Source::Export)
    } else if beginning.starts_with(b"SQLite format 3\0") {
        Ok(Source::Snapshot)
    } else {
        Err(Failure::new(
            ErrorCode::BackupInvalid,
            format!("{} is not a backup of Credenza", path.display()),
        )
        .hint("Name a backup's file, or one of the vault's snapshots."))
    }
}

/// Opens a backup. Blocks for the time scrypt takes.
pub(crate) fn open(path: &Path, opener: &Opener) -> Result<Opened, Failure> {
    let file = File::open(path).map_err(|error| file_failure(path, &error))?;
    let key = match opener {
        Opener::Kit(kit) => ExportKey::Kit(kit),
        Opener::Passphrase(passphrase) => ExportKey::Passphrase(passphrase),
    };
    let opened = read_export(&key, BufReader::new(file)).map_err(|error| export_failure(&error))?;
    let manifest: Manifest = serde_json::from_slice(&opened.manifest).map_err(|_| unknown())?;
    if manifest.format != FORMAT {
        return Err(unknown());
    }
    Ok(Opened { manifest, ring: opened.ring, image: opened.image })
}

fn unknown() -> Failure {
    Failure::new(ErrorCode::BackupInvalid, "The backup was made by a newer version of Credenza")
        .hint("Update Credenza on this computer.")
}
