//! A vault of an older version, opened by several processes at once after an update, here by several stores.

use crate::bench::{create_in, new_scope};
use credenza_store::Store;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Barrier;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

const OLD: i64 = 4;

async fn open(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    options.journal_mode(SqliteJournalMode::Wal).connect().await.unwrap()
}

/// Puts an empty database of an older schema in a vault's place.
async fn make_old(folder: &Path) {
    create_in(folder, &new_scope()).await.unwrap().close().await;
    let file = folder.join("vault.db");
    std::fs::remove_file(&file).unwrap();
    let mut raw = open(&file).await;
    MIGRATIONS.run_direct(Some(OLD), &mut raw, false).await.unwrap();
    let marks = format!(
        "PRAGMA application_id = {}; PRAGMA user_version = {OLD}",
        credenza_store::APPLICATION_ID
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(marks)).execute(&mut raw).await.unwrap();
    // Everything is in the file itself, as in a vault that was closed.
    raw.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn one_of_several_brings_it_up_to_date_and_the_others_wait_for_that() {
    const PROCESSES: usize = 8;
    for _ in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        make_old(folder.path()).await;
        let together = Arc::new(Barrier::new(PROCESSES));
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..PROCESSES {
            let (folder, together) = (folder.path().to_owned(), together.clone());
            starts.spawn(async move {
                together.wait().await;
                Store::find(&folder).await.map(|store| store.is_some())
            });
        }
        for found in starts.join_all().await {
            assert!(found.unwrap(), "each of them opens it");
        }
        let mut raw = open(&folder.path().join("vault.db")).await;
        let version: i64 =
            sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut raw).await.unwrap();
        assert_eq!(version, credenza_store::SCHEMA_VERSION);
        let kept = std::fs::read_dir(folder.path().join("snapshots")).unwrap();
        let kept: Vec<_> = kept.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(kept, [format!("schema-{OLD}.db").as_str()], "the old one is kept once");
    }
}
