//! No room, and no right to write.

use crate::bench::{Bench, create_in, draft, insert_into, new_scope};
use credenza_store::table::credential::InsertRefused;
use credenza_store::{Store, StoreError};
use sqlx::AssertSqlSafe;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small file system of its own, which only root can make. It goes with the test.
struct Tmpfs(PathBuf);

impl Tmpfs {
    fn mount(size: &str) -> Option<Self> {
        let path = tempfile::tempdir().unwrap().keep();
        let done = run("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"], &path);
        if done { Some(Self(path)) } else { None }
    }

    fn remount(&self, how: &str) {
        assert!(run("mount", &["-o", &format!("remount,{how}")], &self.0));
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        run("umount", &["-l"], &self.0);
        let _ = std::fs::remove_dir(&self.0);
    }
}

fn run(program: &str, arguments: &[&str], path: &Path) -> bool {
    let output = Command::new(program).args(arguments).arg(path).output();
    output.is_ok_and(|output| output.status.success())
}

async fn set_page_limit(store: &Store, pages: i64) {
    let mut tx = store.write().await.unwrap();
    let sql = format!("PRAGMA max_page_count = {pages}");
    sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_full_database_keeps_what_it_has_and_works_again_with_more_room() {
    let bench = Bench::new().await;
    let kept = bench.add("http-bearer", "kept").await;
    set_page_limit(&bench.store, 1).await; // no less than it has
    let mut stored = 1;
    let refused = loop {
        let mut row = draft(&bench.scope, &format!("c{stored}"), &"n".repeat(200));
        row.policy = "p".repeat(20_000);
        match bench.insert(&mut row).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
        assert!(stored < 100, "the limit has no effect");
    };
    assert!(matches!(refused, InsertRefused::Store(StoreError::Full)), "{refused:?}");
    assert_eq!(bench.get(kept.id).await.name, "kept");
    set_page_limit(&bench.store, 1_000_000).await;
    bench.add("http-bearer", "after").await;
    assert_eq!(bench.store.find_damage().await.unwrap(), None);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_keeps_what_it_has_and_works_again_after_space_is_freed() {
    let Some(disk) = Tmpfs::mount("4m") else { return };
    let folder = disk.0.join("vault");
    let scope = new_scope();
    let store = create_in(&folder, &scope).await.unwrap();
    let mut stored = Vec::new();
    std::fs::write(disk.0.join("ballast"), vec![1; 2 * 1024 * 1024]).unwrap();
    let refused = loop {
        let mut row = draft(&scope, &format!("c{}", stored.len()), "n");
        row.policy = "p".repeat(20_000);
        match insert_into(&store, &scope, &mut row).await {
            Ok(()) => stored.push(row.id),
            Err(error) => break error,
        }
        assert!(stored.len() < 1_000, "the disk has no end");
    };
    assert!(matches!(refused, InsertRefused::Store(StoreError::Full)), "{refused:?}");
    let mut connection = store.read().await.unwrap();
    for id in &stored {
        let found = credenza_store::table::credential::find(&mut connection, &scope, *id).await;
        assert!(found.unwrap().unwrap().readable().is_ok());
    }
    drop(connection);
    std::fs::remove_file(disk.0.join("ballast")).unwrap();
    insert_into(&store, &scope, &mut draft(&scope, "after", "n")).await.unwrap();
    assert_eq!(store.find_damage().await.unwrap(), None);
    store.close().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_too_full_for_a_vault_gets_none() {
    let Some(disk) = Tmpfs::mount("64k") else { return };
    let folder = disk.0.join("vault");
    let error = create_in(&folder, &new_scope()).await.err().unwrap();
    assert_eq!(error.code(), "E_DISK_FULL", "{error:?}");
    assert!(Store::find(&folder).await.unwrap().is_none());
    disk.remount("size=4m");
    create_in(&folder, &new_scope()).await.unwrap().close().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_cannot_be_written_is_told_as_such() {
    let Some(disk) = Tmpfs::mount("4m") else { return };
    let folder = disk.0.join("vault");
    let scope = new_scope();
    create_in(&folder, &scope).await.unwrap().close().await;
    disk.remount("ro");
    let code = match Store::find(&folder).await {
        Err(error) => error.code(),
        Ok(store) => {
            let written = insert_into(&store.unwrap(), &scope, &mut draft(&scope, "c", "n")).await;
            match written.err().unwrap() {
                InsertRefused::Store(error) => error.code(),
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(code, "E_READ_ONLY");
    let elsewhere = create_in(&disk.0.join("new"), &scope).await.err().unwrap();
    assert_eq!(elsewhere.code(), "E_READ_ONLY");
}
