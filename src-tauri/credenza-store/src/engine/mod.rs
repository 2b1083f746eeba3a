//! SQLite: files, connections, transactions. The settings of SECURITY 2.6 stand here and only here.

mod adopt;
mod file;
mod permissions;
mod settings;
mod snapshot;
mod store;

pub use settings::ConnectionSettings;
pub use store::{Store, Watcher, WriteTx};

/// A connection to the database.
pub type Connection = sqlx::sqlite::SqliteConnection;

/// SQLite's application id: "CZDN".
pub const APPLICATION_ID: u32 = 0x435A_444E;

/// The schema that this build writes: the number of the newest migration.
pub const SCHEMA_VERSION: i64 = 6;
