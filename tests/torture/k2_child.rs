//! K2's child: changes keys until it is killed, and says when a change has ended.

use crate::app_host::Harness;
use crate::child::say;
use crate::random::Seeded;
use crate::scratch;
use anyhow::{Result, bail};
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::time::Duration;

/// `FOLDER SEED sound|drops-first`
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let [folder, seed, manner] = arguments else { bail!("k2 needs three words") };
    let folder = Path::new(folder);
    scratch::runtime()?.block_on(async {
        match manner.as_str() {
            "sound" => rotate(folder, seed.parse()?).await,
            _ => drop_first(folder).await,
        }
    })
}

async fn rotate(folder: &Path, seed: u64) -> Result<()> {
    let mut random = Seeded::new(seed);
    let app = Harness::open(folder).await?;
    app.unlock().await?;
    say("open");
    loop {
        let key = random.one_of(&["kek", "data", "both"]);
        app.must("vault.rotate", json!({"key": key})).await?;
        say("<");
    }
}

/// The broken variant: the old way to unlock goes before the new one is there.
async fn drop_first(folder: &Path) -> Result<()> {
    let database = folder.join("vault/vault.db");
    let options = SqliteConnectOptions::new().filename(database).foreign_keys(false);
    let mut connection = options.connect().await?;
    for sql in [
        "CREATE TABLE IF NOT EXISTS kept_slot AS SELECT * FROM key_slot",
        "CREATE TABLE IF NOT EXISTS kept_key AS SELECT * FROM wrapped_key",
    ] {
        sqlx::query(sql).execute(&mut connection).await?;
    }
    say("open");
    loop {
        both(&mut connection, "DELETE FROM wrapped_key", "DELETE FROM key_slot").await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
        let slots = "INSERT INTO key_slot SELECT * FROM kept_slot";
        both(&mut connection, slots, "INSERT INTO wrapped_key SELECT * FROM kept_key").await?;
        say("<");
    }
}

async fn both(
    connection: &mut SqliteConnection,
    first: &'static str,
    second: &'static str,
) -> Result<()> {
    let mut tx = connection.begin().await?;
    sqlx::query(first).execute(&mut *tx).await?;
    sqlx::query(second).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
