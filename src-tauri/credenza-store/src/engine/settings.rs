//! The settings of every connection (SECURITY 2.6), and a way to look at them.

use crate::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Row};
use std::path::Path;
use std::time::Duration;

/// SQLite before this can lose committed data when two connections write and checkpoint at once.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a statement waits for another process's transaction.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The options of every connection. Statements are never logged: they could quote values.
pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// The options for a copy that nobody else has open: rollback mode, so that it stays one file.
pub(super) fn image(path: &Path) -> SqliteConnectOptions {
    options(path).journal_mode(SqliteJournalMode::Delete).synchronous(SqliteSynchronous::Extra)
}

/// What a connection is really set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionSettings {
    /// `wal`.
    pub journal_mode: String,
    /// 2 = FULL.
    pub synchronous: i64,
    /// 1 = on.
    pub foreign_keys: i64,
    /// 1 = on.
    pub secure_delete: i64,
    /// 0 = off.
    pub trusted_schema: i64,
    /// 1 = on.
    pub cell_size_check: i64,
    /// Bytes.
    pub mmap_size: i64,
    /// 2 = memory.
    pub temp_store: i64,
    /// Milliseconds.
    pub busy_timeout: i64,
}

impl ConnectionSettings {
    /// What every connection has to be set to.
    #[must_use]
    pub fn required() -> Self {
        Self {
            journal_mode: "wal".to_owned(),
            synchronous: 2,
            foreign_keys: 1,
            secure_delete: 1,
            trusted_schema: 0,
            cell_size_check: 1,
            mmap_size: 0,
            temp_store: 2,
            busy_timeout: 5_000,
        }
    }

    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        Ok(Self {
            journal_mode: sqlx::query_scalar("PRAGMA journal_mode")
                .fetch_one(&mut *connection)
                .await?,
            synchronous: number(connection, "PRAGMA synchronous").await?,
            foreign_keys: number(connection, "PRAGMA foreign_keys").await?,
            secure_delete: number(connection, "PRAGMA secure_delete").await?,
            trusted_schema: number(connection, "PRAGMA trusted_schema").await?,
            cell_size_check: number(connection, "PRAGMA cell_size_check").await?,
            mmap_size: number(connection, "PRAGMA mmap_size").await?,
            temp_store: number(connection, "PRAGMA temp_store").await?,
            busy_timeout: number(connection, "PRAGMA busy_timeout").await?,
        })
    }
}

/// A numeric pragma; one that answers nothing (a feature left out of the build) counts as 0.
async fn number(connection: &mut SqliteConnection, sql: &'static str) -> Result<i64, StoreError> {
    let row = sqlx::query(sql).fetch_optional(connection).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
}

/// Refuses a SQLite that can lose committed data.
pub(super) fn assert_version() -> Result<(), StoreError> {
    // The library is bundled and pinned; a test asks the linked one over SQL as well.
    let found = libsqlite3_sys::SQLITE_VERSION_NUMBER;
    if found < OLDEST_SQLITE {
        return Err(StoreError::Other(format!("SQLite {found} is too old")));
    }
    Ok(())
}
