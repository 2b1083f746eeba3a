//! The vault's folder and file: made private from the first moment, and refused when something else
//! lies in their place.

use super::APPLICATION_ID;
use crate::StoreError;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The database in a vault's folder.
pub(super) fn database(folder: &Path) -> PathBuf {
    folder.join("vault.db")
}

/// The database while it is being made; it gets its name when it is complete.
pub(super) fn unfinished(folder: &Path) -> PathBuf {
    folder.join("vault.db.new")
}

/// Whether a vault lies there; an error when something else does. Creates nothing.
pub(super) fn find(folder: &Path) -> Result<bool, StoreError> {
    let path = database(folder);
    let metadata = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(foreign(folder, "is not a folder"));
        }
        Err(error) => return Err(error.into()),
    };
    if metadata.is_symlink() {
        return Err(foreign(&path, "is a symbolic link; name the real folder instead"));
    }
    if !metadata.is_file() {
        return Err(foreign(&path, "is not a file"));
    }
    check_header(&path)?;
    Ok(true)
}

/// The header says whose file it is before SQLite touches it (sqlite.org/fileformat.html, 1.3).
pub(super) fn check_header(path: &Path) -> Result<(), StoreError> {
    let mut header = Vec::new();
    File::open(path)?.take(100).read_to_end(&mut header)?;
    if header.is_empty() {
        return Err(foreign(path, "is empty; restore it from a backup"));
    }
    let magic = header.get(..16).is_some_and(|bytes| bytes == MAGIC);
    let application =
        header.get(68..72).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    if !magic || application != Some(APPLICATION_ID) {
        return Err(foreign(path, "is not a Credenza vault"));
    }
    Ok(())
}

/// A vault that is being made. While it exists, no other process makes one in the same folder.
pub(super) struct Making {
    /// The database that has no name yet.
    pub(super) path: PathBuf,
    /// Held open for its lock; the empty file stays, since removing it would let two makers in.
    _lock: File,
}

/// Makes the folder (0700) and an empty file (0600) in it.
pub(super) fn make(folder: &Path) -> Result<Making, StoreError> {
    if find(folder)? {
        return Err(StoreError::Exists);
    }
    make_folder(folder).map_err(writable)?;
    let lock = lock(folder)?;
    if find(folder)? {
        return Err(StoreError::Exists);
    }
    let path = unfinished(folder);
    // What a crash left of an earlier attempt was never a vault.
    remove_unfinished(folder).map_err(writable)?;
    make_private(&path).map_err(writable)?;
    Ok(Making { path, _lock: lock })
}

/// Two makers at once would write into each other's file.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("vault.lock");
    let file = private(OpenOptions::new().write(true).create(true).truncate(false))
        .open(path)
        .map_err(writable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Busy),
        Err(fs::TryLockError::Error(error)) => Err(writable(error)),
    }
}

/// Removes what there is of a vault that did not become one.
pub(super) fn remove_unfinished(folder: &Path) -> std::io::Result<()> {
    remove_database(&unfinished(folder))
}

/// As [`remove_unfinished`], when something else went wrong before.
pub(super) fn abandon(folder: &Path) {
    if let Err(error) = remove_unfinished(folder) {
        tracing::debug!(%error, "the next attempt removes what is left of this one");
    }
}

/// Removes a database with its log; none is fine.
pub(super) fn remove_database(path: &Path) -> std::io::Result<()> {
    let log = |suffix| suffixed(path, suffix);
    for leftover in [path.to_owned(), log("-wal"), log("-shm"), log("-journal")] {
        match fs::remove_file(leftover) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Gives the complete database its name, durably. Refuses to replace one that came in between.
pub(super) fn finish(folder: &Path) -> Result<(), StoreError> {
    File::open(unfinished(folder))?.sync_all()?;
    fs::hard_link(unfinished(folder), database(folder)).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists,
        _ => writable(error),
    })?;
    fs::remove_file(unfinished(folder))?;
    sync_folder(folder)
}

/// Makes names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Makes an empty file that only its owner may use.
pub(super) fn make_private(path: &Path) -> std::io::Result<()> {
    private(OpenOptions::new().write(true).create_new(true)).open(path).map(|_| ())
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

pub(super) fn writable(error: std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Io(error),
    }
}

fn foreign(path: &Path, what: &str) -> StoreError {
    StoreError::Foreign(format!("{} {what}", path.display()))
}
