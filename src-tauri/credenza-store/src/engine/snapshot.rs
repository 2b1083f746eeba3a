//! Copies of the whole database: consistent at one moment, checked, and complete before they get their
//! name (SECURITY 2.7). The live file is never copied.

use super::store::Store;
use super::{file, settings};
use crate::StoreError;
use sqlx::{ConnectOptions, Connection as _};
use std::path::{Path, PathBuf};

/// Older snapshots are removed.
const KEPT: usize = 10;

impl Store {
    /// Writes a copy into the vault's own folder, `snapshots/<name>.db`, and keeps the newest ten.
    ///
    /// # Errors
    /// When there is no room, or the copy is not sound; then there is none.
    pub async fn snapshot(&self, name: &str) -> Result<PathBuf, StoreError> {
        let folder = self.path().with_file_name("snapshots");
        file::make_folder(&folder).map_err(file::writable)?;
        let path = folder.join(format!("{name}.db"));
        let unfinished = folder.join(format!("{name}.db.new"));
        self.write_image(&unfinished).await?;
        std::fs::rename(&unfinished, &path).map_err(file::writable)?;
        file::sync_folder(&folder)?;
        remove_oldest(&folder)?;
        Ok(path)
    }

    /// Writes a copy of the database to `path` (0600), replacing what an earlier attempt left there. It
    /// is opened, checked and on the disk when this returns.
    ///
    /// # Errors
    /// When there is no room, or the copy is not sound; then the file is removed.
    pub async fn write_image(&self, path: &Path) -> Result<(), StoreError> {
        file::remove_database(path).map_err(file::writable)?;
        file::make_private(path).map_err(file::writable)?;
        let written = self.vacuum_into(path).await;
        if written.is_err()
            && let Err(error) = file::remove_database(path)
        {
            tracing::debug!(%error, "the next copy removes what is left of this one");
        }
        written
    }

    async fn vacuum_into(&self, path: &Path) -> Result<(), StoreError> {
        let name = path.to_str().ok_or_else(|| {
            StoreError::Foreign(format!("{} is not UTF-8; name another folder", path.display()))
        })?;
        let mut connection = self.read().await?;
        sqlx::query("VACUUM INTO $1").bind(name).execute(&mut *connection).await?;
        drop(connection);
        check(path).await?;
        Ok(std::fs::File::open(path)?.sync_all()?)
    }
}

/// Looks at every page and index of a database that nobody else has open.
pub(super) async fn check(path: &Path) -> Result<(), StoreError> {
    let mut connection = settings::image(path).connect().await?;
    let answer: Result<String, _> =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut connection).await;
    connection.close().await?;
    match answer? {
        ok if ok == "ok" => Ok(()),
        damage => Err(StoreError::Corrupt(damage)),
    }
}

fn remove_oldest(folder: &Path) -> Result<(), StoreError> {
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "db"));
    // Names begin with the time.
    paths.sort();
    for path in paths.iter().rev().skip(KEPT) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
