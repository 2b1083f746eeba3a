//! A vault that others may read is made private before it is used; where that is not ours to do, the
//! vault is refused.

use crate::StoreError;
use std::path::Path;

/// Tightens the folder to 0700 and what lies in it of the vault to 0600.
#[cfg(unix)]
pub(super) fn tighten(folder: &Path) -> Result<(), StoreError> {
    restrict(folder, 0o700)?;
    for name in ["vault.db", "vault.db-wal", "vault.db-shm", "vault.lock"] {
        restrict(&folder.join(name), 0o600)?;
    }
    Ok(())
}

#[cfg(unix)]
fn restrict(path: &Path, most: u32) -> Result<(), StoreError> {
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt;
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & !most == 0 {
        return Ok(());
    }
    let tight = std::fs::Permissions::from_mode(mode & most);
    match std::fs::set_permissions(path, tight) {
        Ok(()) => {
            tracing::info!(path = %path.display(), "others could get at this; now they cannot");
            Ok(())
        }
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Err(StoreError::Foreign(format!(
                "{} can be used by others (mode {mode:03o}) and is not yours to change; its owner runs 'chmod {:o}' on it",
                path.display(),
                mode & most
            )))
        }
        Err(error) => Err(error.into()),
    }
}

/// Windows: the user's data folder has an owner-only access list, which its files inherit.
#[cfg(not(unix))]
pub(super) fn tighten(_: &Path) -> Result<(), StoreError> {
    Ok(())
}
