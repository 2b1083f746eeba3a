//! What can go wrong in the database, told apart by result code, never by text.

use sqlx::error::DatabaseError;

/// Trouble with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is damaged.
    #[error("the database is damaged ({0})")]
    Corrupt(String),
    /// A newer version of Credenza wrote it.
    #[error(
        "a newer version of Credenza wrote this vault (its schema is {found}; this version knows up to {known})"
    )]
    TooNew {
        /// The schema it has.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// Something else lies where the vault should be.
    #[error("{0}")]
    Foreign(String),
    /// There is a vault already.
    #[error("there is a vault in this folder already")]
    Exists,
    /// No room left.
    #[error("the disk is full; nothing was saved")]
    Full,
    /// Not writable.
    #[error("the vault's folder or file cannot be written")]
    ReadOnly,
    /// Another process holds the database.
    #[error("another program holds the vault's database for too long")]
    Busy,
    /// A row is not what it was when it was saved.
    #[error("a row of '{table}' was changed outside Credenza")]
    Tampered {
        /// Which table.
        table: &'static str,
        /// Which row.
        id: String,
    },
    /// Another process gave the vault a new data key; the keys at hand cannot write any more.
    #[error("the vault's keys were changed by another program")]
    KeysRotated,
    /// A constraint of the database refused the change.
    #[error("the database refused the change ({0})")]
    Constraint(Constraint),
    /// The operating system's files.
    #[error("the vault's folder cannot be used: {0}")]
    Io(#[from] std::io::Error),
    /// Any other trouble.
    #[error("the database failed (code {0})")]
    Other(String),
}

/// Which kind of constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// A reference.
    ForeignKey,
    /// A unique value.
    Unique,
    /// Another rule.
    Check,
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ForeignKey => "it is referred to",
            Self::Unique => "it has to be unique",
            Self::Check => "a rule",
        })
    }
}

impl StoreError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Corrupt(_) => "E_DB_CORRUPT",
            Self::TooNew { .. } => "E_DB_TOO_NEW",
            Self::Foreign(_) => "E_DB_FOREIGN",
            Self::Exists => "E_DB_EXISTS",
            Self::Full => "E_DISK_FULL",
            Self::ReadOnly => "E_READ_ONLY",
            Self::Busy => "E_BUSY",
            Self::Tampered { .. } => "E_TAMPERED",
            Self::KeysRotated => "E_KEY_VERSION_UNKNOWN",
            Self::Constraint(_) => "E_CONSTRAINT",
            Self::Io(_) => "E_IO",
            Self::Other(_) => "E_DB",
        }
    }

    /// A row of `table` that cannot be read.
    pub(crate) fn tampered(table: &'static str, id: &str) -> Self {
        Self::Tampered { table, id: id.to_owned() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => from_database(&*error),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(error) => Self::Io(error),
            sqlx::Error::ColumnDecode { index, .. } => Self::Corrupt(format!("column {index}")),
            other => Self::Other(kind_of(&other).to_owned()),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            sqlx::migrate::MigrateError::VersionMissing(found) => {
                Self::TooNew { found, known: crate::SCHEMA_VERSION }
            }
            _ => Self::Corrupt("schema history".to_owned()),
        }
    }
}

/// SQLite's primary result code is the low byte of the extended one (sqlite.org/rescode.html).
fn from_database(error: &dyn DatabaseError) -> StoreError {
    if error.is_foreign_key_violation() {
        return StoreError::Constraint(Constraint::ForeignKey);
    }
    if error.is_unique_violation() {
        return StoreError::Constraint(Constraint::Unique);
    }
    let code = error.code().map(std::borrow::Cow::into_owned).unwrap_or_default();
    // SQLITE_CONSTRAINT_TRIGGER: SQLite carries out RESTRICT as a trigger, and the schema has no other.
    if code == "1811" {
        return StoreError::Constraint(Constraint::ForeignKey);
    }
    match code.parse::<i32>().map(|code| code & 0xff) {
        Ok(5 | 6) => StoreError::Busy,
        Ok(8 | 14) => StoreError::ReadOnly,
        // SQLITE_IOERR_SHMSIZE: there was no room for the log's index either.
        Ok(13) => StoreError::Full,
        Ok(10) if code == "4874" => StoreError::Full,
        Ok(10) => StoreError::Io(std::io::Error::other(format!("SQLite code {code}"))),
        Ok(11) => StoreError::Corrupt(format!("code {code}")),
        Ok(19) => StoreError::Constraint(Constraint::Check),
        Ok(26) => StoreError::Foreign("the file is not a Credenza vault".to_owned()),
        _ => StoreError::Other(code),
    }
}

/// The kind only: sqlx's texts may quote values.
fn kind_of(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::RowNotFound => "row not found",
        sqlx::Error::PoolClosed => "closed",
        sqlx::Error::Decode(_) => "decode",
        _ => "other",
    }
}
