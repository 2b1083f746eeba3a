//! A vault is there as a whole or not at all.

use crate::bench::{create_in, new_scope, vault_row};
use credenza_store::table::vault;
use credenza_store::{Store, StoreError};
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_vault_that_was_made_is_found_with_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let scope = new_scope();
    create_in(folder.path(), &scope).await.unwrap().close().await;
    let store = Store::find(folder.path()).await.unwrap().unwrap();
    let found = vault::get(&mut store.read().await.unwrap()).await.unwrap();
    assert_eq!((found.id, found.org, found.active_dek), (scope.vault, scope.org, 1));
    assert_eq!(store.find_damage().await.unwrap(), None);
}

#[tokio::test]
async fn a_fill_that_fails_leaves_no_vault_and_the_next_attempt_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let scope = new_scope();
    let row = vault_row(&scope);
    let failed = Store::create::<StoreError>(folder.path(), async |tx| {
        vault::insert(tx, &row, "Home").await?;
        Err(StoreError::Full)
    })
    .await;
    assert_eq!(failed.err().unwrap().code(), "E_DISK_FULL");
    assert_eq!(names(folder.path()), ["vault.lock"]);
    assert!(Store::find(folder.path()).await.unwrap().is_none());
    let store = create_in(folder.path(), &scope).await.unwrap();
    assert_eq!(vault::get(&mut store.read().await.unwrap()).await.unwrap().id, scope.vault);
}

#[tokio::test]
async fn what_a_crash_left_of_a_vault_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    for leftover in ["vault.db.new", "vault.db.new-wal", "vault.db.new-shm"] {
        std::fs::write(folder.path().join(leftover), b"half a vault").unwrap();
    }
    assert!(Store::find(folder.path()).await.unwrap().is_none());
    create_in(folder.path(), &new_scope()).await.unwrap().close().await;
    assert_eq!(names(folder.path()), ["vault.db", "vault.lock"]);
}

#[tokio::test]
async fn a_second_vault_in_the_same_folder_is_refused_and_the_first_stays() {
    let folder = tempfile::tempdir().unwrap();
    let first = new_scope();
    create_in(folder.path(), &first).await.unwrap().close().await;
    let refused = create_in(folder.path(), &new_scope()).await;
    assert_eq!(refused.err().unwrap().code(), "E_DB_EXISTS");
    let store = Store::find(folder.path()).await.unwrap().unwrap();
    assert_eq!(vault::get(&mut store.read().await.unwrap()).await.unwrap().id, first.vault);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_make_a_vault_at_once_one_does_and_its_vault_is_whole() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let scopes: Vec<_> = (0..4).map(|_| new_scope()).collect();
        let attempts = scopes.iter().map(|scope| create_in(folder.path(), scope));
        let results = futures::future::join_all(attempts).await;
        let made: Vec<usize> = (0..4).filter(|index| results[*index].is_ok()).collect();
        assert_eq!(
            made.len(),
            1,
            "{:?}",
            results.iter().map(|r| r.as_ref().err()).collect::<Vec<_>>()
        );
        for refused in results.into_iter().filter_map(Result::err) {
            assert!(matches!(refused, StoreError::Exists | StoreError::Busy), "{refused:?}");
        }
        let store = Store::find(folder.path()).await.unwrap().unwrap();
        let found = vault::get(&mut store.read().await.unwrap()).await.unwrap();
        assert_eq!(found.id, scopes[made[0]].vault);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn folder_file_and_log_are_private() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("a/b");
    let store = create_in(&folder, &new_scope()).await.unwrap();
    store.write().await.unwrap().commit().await.unwrap();
    assert_eq!(mode(&folder), 0o700);
    for name in ["vault.db", "vault.db-wal", "vault.db-shm", "vault.lock"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn looking_for_a_vault_creates_nothing() {
    let parent = tempfile::tempdir().unwrap();
    assert!(Store::find(parent.path()).await.unwrap().is_none());
    assert!(Store::find(&parent.path().join("absent/deeper")).await.unwrap().is_none());
    assert!(names(parent.path()).is_empty());
}
