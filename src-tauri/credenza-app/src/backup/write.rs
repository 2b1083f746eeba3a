//! Writing a backup: complete and on the disk before it gets its name.

use super::{FORMAT, Manifest, file_failure};
use crate::failure::{OrFailure, export_failure};
use crate::session::OpenVault;
use crate::session::create::blocking;
use credenza_model::Timestamp;
use credenza_protocol::vault::ExistingFile;
use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::{ExportTo, RecoveryRecipient, write_export};
use secrecy::SecretString;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Who can open it.
pub(crate) enum Destination {
    Recovery(RecoveryRecipient),
    Passphrase(SecretString),
}

/// The file, and what to do with one that is there.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) path: PathBuf,
    existing: ExistingFile,
}

/// Looks at the place before anything is made.
pub(crate) fn prepare_target(file: &str, existing: ExistingFile) -> Result<Target, Failure> {
    let path = std::path::absolute(file).map_err(|error| file_failure(Path::new(file), &error))?;
    let there = path.symlink_metadata();
    match there {
        Ok(metadata) if !metadata.is_file() => {
            Err(Failure::new(ErrorCode::BackupFailed, format!("{} is not a file", path.display()))
                .hint("Name a file."))
        }
        Ok(_) if existing == ExistingFile::Keep => {
            Err(file_failure(&path, &io::Error::from(io::ErrorKind::AlreadyExists)))
        }
        _ => Ok(Target { path, existing }),
    }
}

/// Writes the vault as it is at this moment; how many bytes.
pub(crate) async fn write(
    vault: &OpenVault,
    destination: Destination,
    target: Target,
    now: Timestamp,
) -> Result<u64, Failure> {
    let manifest = Manifest {
        format: FORMAT,
        vault: vault.scope.vault.to_string(),
        org: vault.scope.org.to_string(),
        created_at: now,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let manifest = serde_json::to_vec(&manifest).unwrap_or_default();
    let image = vault.store.path().with_file_name("backup.db.new");
    vault.store.write_image(&image).await.or_failure()?;
    let (ring, from) = (vault.scope.ring.clone(), image.clone());
    let written = blocking(move || {
        let unfinished = unfinished(&target.path);
        let result = write_file(&unfinished, &from, &manifest, &ring, &destination)
            .and_then(|bytes| give_name(&unfinished, &target).map(|()| bytes));
        if result.is_err() {
            discard(&unfinished);
        }
        result
    })
    .await;
    discard(&image);
    written
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}

fn write_file(
    path: &Path,
    image: &Path,
    manifest: &[u8],
    ring: &credenza_vault::KeyRing,
    destination: &Destination,
) -> Result<u64, Failure> {
    // What an attempt that was cut short left there was never a backup.
    discard(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| file_failure(path, &error))?;
    let mut out = BufWriter::new(file);
    let mut from = File::open(image).map_err(|error| file_failure(image, &error))?;
    let len = from.metadata().map_err(|error| file_failure(image, &error))?.len();
    let to = match destination {
        Destination::Recovery(recipient) => ExportTo::Recovery(recipient),
        Destination::Passphrase(passphrase) => ExportTo::Passphrase(passphrase),
    };
    write_export(&to, manifest, ring, &mut from, len, &mut out)
        .map_err(|error| export_failure(&error))?;
    let durable = || -> io::Result<u64> {
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    };
    durable().map_err(|error| file_failure(path, &error))
}

/// A hard link refuses a name that was taken in the meantime; renaming replaces.
fn give_name(unfinished: &Path, target: &Target) -> Result<(), Failure> {
    let named = match target.existing {
        ExistingFile::Keep => std::fs::hard_link(unfinished, &target.path)
            .and_then(|()| std::fs::remove_file(unfinished)),
        ExistingFile::Replace => std::fs::rename(unfinished, &target.path),
    };
    let durable = named.and_then(|()| match target.path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    });
    durable.map_err(|error| file_failure(&target.path, &error))
}

fn discard(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "a file that was not finished stays");
        }
        _ => {}
    }
}
