//! Several processes with the same vault, here as several stores.

use crate::bench::{Bench, draft, insert_into};
use credenza_store::Store;
use credenza_store::table::activity::verify;
use credenza_store::table::credential::count_by_connector;
use credenza_store::table::vault;

#[tokio::test]
async fn a_commit_of_another_store_is_noticed_once() {
    let bench = Bench::new().await;
    let other = Store::find(bench.folder.path()).await.unwrap().unwrap();
    let mut watcher = bench.store.watch().await.unwrap();
    assert!(!watcher.has_changed().await.unwrap(), "the first call says no");
    insert_into(&other, &bench.scope, &mut draft(&bench.scope, "c", "n")).await.unwrap();
    assert!(watcher.has_changed().await.unwrap());
    assert!(!watcher.has_changed().await.unwrap());
    bench.add("c", "own").await;
    assert!(watcher.has_changed().await.unwrap(), "its own process's commits count too");
    drop(other.write().await.unwrap());
    assert!(!watcher.has_changed().await.unwrap(), "nothing was committed");
}

#[tokio::test]
async fn a_lock_request_is_seen_by_the_other_store() {
    let bench = Bench::new().await;
    let other = Store::find(bench.folder.path()).await.unwrap().unwrap();
    let mut tx = bench.store.write().await.unwrap();
    vault::request_lock(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let seen = vault::count_lock_requests(&mut other.read().await.unwrap()).await.unwrap();
    assert_eq!(seen, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_in_several_stores_wait_for_each_other_and_none_is_lost() {
    const TASKS: usize = 8;
    const EACH: usize = 12;
    let bench = std::sync::Arc::new(Bench::new().await);
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let bench = bench.clone();
        tasks.spawn(async move {
            let store = Store::find(bench.folder.path()).await.unwrap().unwrap();
            for index in 0..EACH {
                let mut row = draft(&bench.scope, &format!("c{task}"), &format!("n{index}"));
                insert_into(&store, &bench.scope, &mut row).await.unwrap();
                bench.record("credential.add", &row.name).await;
                let mut reader = store.read().await.unwrap();
                count_by_connector(&mut reader, &bench.scope).await.unwrap();
            }
            store.close().await;
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let mut reader = bench.store.read().await.unwrap();
    let counts = count_by_connector(&mut reader, &bench.scope).await.unwrap();
    assert_eq!(counts.iter().map(|count| count.credentials).sum::<u64>(), (TASKS * EACH) as u64);
    let report = verify(&mut reader, &bench.scope).await.unwrap();
    assert_eq!((report.entries, report.broken), ((TASKS * EACH) as u64, None));
    drop(reader);
    assert_eq!(bench.store.find_damage().await.unwrap(), None);
}
