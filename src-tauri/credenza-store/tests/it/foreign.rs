//! Something else where the vault should be: told for what it is, and left as it is.

use crate::bench::{Bench, create_in, new_scope};
use credenza_store::{Store, StoreError};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;

async fn code_of(folder: &Path) -> &'static str {
    match Store::find(folder).await {
        Ok(found) => panic!("it was taken for a vault: {}", found.is_some()),
        Err(error) => error.code(),
    }
}

async fn refused_with(content: &[u8]) -> &'static str {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, content).unwrap();
    let code = code_of(folder.path()).await;
    assert_eq!(create_in(folder.path(), &new_scope()).await.err().unwrap().code(), code);
    assert_eq!(std::fs::read(&path).unwrap(), content, "it was changed");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something was created");
    code
}

#[tokio::test]
async fn an_empty_file_is_no_vault() {
    assert_eq!(refused_with(b"").await, "E_DB_FOREIGN");
}

#[tokio::test]
async fn garbage_is_no_vault() {
    assert_eq!(refused_with(&[0xA5; 8192]).await, "E_DB_FOREIGN");
    assert_eq!(refused_with(b"SQLite format 3\0").await, "E_DB_FOREIGN");
}

#[tokio::test]
async fn another_applications_database_is_no_vault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let mut other = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    sqlx::query("CREATE TABLE bookmarks (url TEXT)").execute(&mut other).await.unwrap();
    drop(other);
    assert_eq!(refused_with(&std::fs::read(&path).unwrap()).await, "E_DB_FOREIGN");
}

#[tokio::test]
async fn a_header_without_the_rest_is_told_as_damage() {
    let bench = Bench::new().await;
    bench.store.close().await;
    let whole = std::fs::read(bench.store.path()).unwrap();
    std::fs::write(bench.store.path(), &whole[..5000]).unwrap();
    assert!(matches!(Store::find(bench.folder.path()).await, Err(StoreError::Corrupt(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_not_followed() {
    let bench = Bench::new().await;
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(bench.store.path(), folder.path().join("vault.db")).unwrap();
    assert_eq!(code_of(folder.path()).await, "E_DB_FOREIGN");
    let dangling = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", dangling.path().join("vault.db")).unwrap();
    assert_eq!(code_of(dangling.path()).await, "E_DB_FOREIGN");
}

#[tokio::test]
async fn a_folder_in_the_files_place_and_a_file_in_the_folders_place_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("vault.db")).unwrap();
    assert_eq!(code_of(folder.path()).await, "E_DB_FOREIGN");
    let file = folder.path().join("plain");
    std::fs::write(&file, b"x").unwrap();
    assert_eq!(code_of(&file).await, "E_DB_FOREIGN");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let bench = Bench::new().await;
    bench.raw("PRAGMA user_version = 99").await;
    bench.store.close().await;
    let before = std::fs::read(bench.store.path()).unwrap();
    let error = Store::find(bench.folder.path()).await.err().unwrap();
    assert!(matches!(error, StoreError::TooNew { found: 99, .. }), "{error:?}");
    assert_eq!(std::fs::read(bench.store.path()).unwrap(), before);
}
