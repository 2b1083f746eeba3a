//! One vault's database: many readers, one writer, and the other processes.

use super::settings::{self, BUSY_TIMEOUT, ConnectionSettings};
use super::{APPLICATION_ID, SCHEMA_VERSION, file, permissions};
use crate::StoreError;
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Sqlite, Transaction};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

const READERS: u32 = 4;

/// Bytes of a database that is checked whole in well under a second.
const SMALL: u64 = 64 << 20;

/// An open database.
#[derive(Clone)]
pub struct Store {
    path: PathBuf,
    readers: SqlitePool,
    writer: SqlitePool,
}

/// A transaction that writes: `BEGIN IMMEDIATE`. Dropped without [`WriteTx::commit`], it never was.
pub struct WriteTx(Transaction<'static, Sqlite>);

impl Store {
    /// Opens the vault in `folder`; `None` if there is none. Creates nothing.
    ///
    /// # Errors
    /// When something else lies there, or the vault is damaged, newer, or not usable.
    pub async fn find(folder: &Path) -> Result<Option<Self>, StoreError> {
        settings::assert_version()?;
        if !file::find(folder)? {
            return Ok(None);
        }
        permissions::tighten(folder)?;
        let store = Self::connect(&file::database(folder)).await?;
        store.bring_up_to_date().await?;
        Ok(Some(store))
    }

    /// Makes a new vault in `folder`. It gets its name only when `fill` has done everything that
    /// makes it a vault; a crash before leaves none.
    ///
    /// # Errors
    /// When there is one already, the folder cannot be written, or `fill` fails.
    pub async fn create<E: From<StoreError>>(
        folder: &Path,
        fill: impl AsyncFnOnce(&mut WriteTx) -> Result<(), E>,
    ) -> Result<Self, E> {
        settings::assert_version().map_err(E::from)?;
        let making = file::make(folder).map_err(E::from)?;
        if let Err(error) = Self::fill_unfinished(&making.path, fill).await {
            file::abandon(folder);
            return Err(error);
        }
        file::finish(folder).map_err(E::from)?;
        Self::connect(&file::database(folder)).await.map_err(E::from)
    }

    /// Fills a database that has no name yet, and leaves it closed and without a log.
    pub(super) async fn fill_unfinished<E: From<StoreError>>(
        path: &Path,
        fill: impl AsyncFnOnce(&mut WriteTx) -> Result<(), E>,
    ) -> Result<(), E> {
        let store = Self::connect(path).await.map_err(E::from)?;
        let filled = store.fill(fill).await;
        // Closed before anything else: SQLite removes the log by its name.
        store.close().await;
        filled
    }

    async fn fill<E: From<StoreError>>(
        &self,
        fill: impl AsyncFnOnce(&mut WriteTx) -> Result<(), E>,
    ) -> Result<(), E> {
        self.bring_up_to_date().await.map_err(E::from)?;
        let mut tx = self.write().await.map_err(E::from)?;
        fill(&mut tx).await?;
        tx.commit().await.map_err(E::from)?;
        // The file gets its name without its log: everything has to be in it.
        self.checkpoint().await.map_err(E::from)
    }

    pub(super) async fn connect(path: &Path) -> Result<Self, StoreError> {
        let pool = |size| {
            SqlitePoolOptions::new()
                .max_connections(size)
                .acquire_timeout(BUSY_TIMEOUT * 2)
                .test_before_acquire(false)
                // After "disk full" SQLite has rolled back by itself, and sqlx counts on wrongly.
                .before_acquire(|connection, _| {
                    Box::pin(async move { Ok(!connection.is_in_transaction()) })
                })
        };
        let writer = pool(1).connect_with(settings::options(path)).await?;
        let readers = pool(READERS).connect_lazy_with(settings::options(path));
        Ok(Self { path: path.to_owned(), readers, writer })
    }

    /// In one transaction, so that of several processes one does it, the others wait for it, and a crash leaves
    /// the old schema.
    async fn bring_up_to_date(&self) -> Result<(), StoreError> {
        let mut reader = self.readers.acquire().await?;
        if is_up_to_date(&mut reader).await? {
            return Ok(());
        }
        drop(reader);
        let mut tx = self.write().await?;
        if is_up_to_date(&mut tx).await? {
            return Ok(());
        }
        let found = read_version(&mut tx).await?;
        // A new file has nothing to lose.
        if found > 0 {
            self.snapshot(&format!("schema-{found}")).await?;
        }
        // Not `run`: its future is not `Send` for every caller (launchbadge/sqlx, `run_direct`'s note).
        MIGRATIONS.run_direct(None, &mut *tx, false).await?;
        let marks = format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION}"
        );
        sqlx::raw_sql(AssertSqlSafe(marks)).execute(&mut *tx).await?;
        tx.commit().await
    }

    /// A connection that only reads.
    ///
    /// # Errors
    /// When the database cannot be opened, or all readers are busy for too long.
    pub async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Begins a transaction that writes. One at a time in this process; other processes are waited for.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another writer does not end, [`StoreError::ReadOnly`], …
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        Ok(WriteTx(self.writer.begin_with("BEGIN IMMEDIATE").await?))
    }

    /// Begins to watch for commits, this process's own included.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn watch(&self) -> Result<Watcher, StoreError> {
        Ok(Watcher { connection: settings::options(&self.path).connect().await?, last: None })
    }

    /// Looks for damage; the first problem, if any. Up to 64 MiB the indexes are compared with their
    /// tables too (`PRAGMA integrity_check`): an index that lost an entry hides a row that is there.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub async fn find_damage(&self) -> Result<Option<String>, StoreError> {
        let size = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        let check =
            if size <= SMALL { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
        let mut connection = self.read().await?;
        let answer: String = sqlx::query_scalar(check).fetch_one(&mut *connection).await?;
        Ok((answer != "ok").then_some(answer))
    }

    /// What every pooled connection is set to.
    ///
    /// # Errors
    /// When a connection cannot be had.
    pub async fn settings(&self) -> Result<Vec<ConnectionSettings>, StoreError> {
        let mut all = vec![ConnectionSettings::read(&mut *self.writer.acquire().await?).await?];
        let mut held = Vec::new();
        for _ in 0..READERS {
            let mut connection = self.readers.acquire().await?;
            all.push(ConnectionSettings::read(&mut connection).await?);
            held.push(connection);
        }
        Ok(all)
    }

    /// Moves the write-ahead log into the database and empties it, so that no old content stays there.
    ///
    /// # Errors
    /// When the database cannot be written. A reader in the way is no error: the next call does it.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_optional(&mut *connection).await?;
        Ok(())
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Err(error) = self.checkpoint().await {
            tracing::debug!(code = error.code(), "the log stays for the next start");
        }
        self.writer.close().await;
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Notices commits: SQLite's `data_version`, one number and no table read.
pub struct Watcher {
    connection: SqliteConnection,
    last: Option<i64>,
}

impl Watcher {
    /// Whether something was committed since the last call. The first call says no.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_changed(&mut self) -> Result<bool, StoreError> {
        let now: i64 =
            sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut self.connection).await?;
        Ok(self.last.replace(now).is_some_and(|last| last != now))
    }
}

impl WriteTx {
    /// Makes everything durable.
    ///
    /// # Errors
    /// When it could not be; then nothing of it was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}

impl Deref for WriteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

async fn read_version(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?)
}

async fn is_up_to_date(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    match read_version(connection).await? {
        found if found > SCHEMA_VERSION => Err(StoreError::TooNew { found, known: SCHEMA_VERSION }),
        found => Ok(found == SCHEMA_VERSION),
    }
}
