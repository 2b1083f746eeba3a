//! SECURITY 2.6, asked of SQLite itself.

use crate::bench::Bench;
use credenza_store::ConnectionSettings;

#[tokio::test]
async fn every_connection_is_set_as_required() {
    let bench = Bench::new().await;
    let all = bench.store.settings().await.unwrap();
    assert_eq!(all.len(), 5, "four readers and a writer");
    for settings in all {
        assert_eq!(settings, ConnectionSettings::required());
    }
}

#[tokio::test]
async fn the_linked_sqlite_keeps_committed_data() {
    let bench = Bench::new().await;
    let mut connection = bench.store.read().await.unwrap();
    let version: String =
        sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await.unwrap();
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "SQLite {version} has the WAL-reset bug");
}

#[tokio::test]
async fn what_was_erased_is_not_in_the_file_or_its_log() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "gone").await;
    bench.store.checkpoint().await.unwrap();
    let on_disk = |bench: &Bench| std::fs::read(bench.store.path()).unwrap();
    let holds = |file: &[u8]| file.windows(32).any(|window| window == &row.secret[40..72]);
    assert!(holds(&on_disk(&bench)), "the sealed secret was there before");
    let mut tx = bench.store.write().await.unwrap();
    credenza_store::table::credential::erase(&mut tx, &bench.scope, row.id).await.unwrap();
    tx.commit().await.unwrap();
    bench.store.checkpoint().await.unwrap();
    assert!(!holds(&on_disk(&bench)));
    let log = std::fs::metadata(bench.store.path().with_extension("db-wal")).unwrap();
    assert_eq!(log.len(), 0);
}
