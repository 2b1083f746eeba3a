//! THE deletion guard: what an active flow uses stays, whatever the application thinks.

use crate::bench::{Bench, NOW, document, new_flow, references};
use credenza_model::FlowStatus;
use credenza_store::StoreError;
use credenza_store::table::credential::{
    self, ArchiveRefused, Filter, count_uses, erase, list_overdue, list_uses,
};
use credenza_store::table::flow::{self, ActivateRefused, SaveFlowRefused};
use sqlx::AssertSqlSafe;
use std::time::Duration;

async fn refusal_of_the_database(bench: &Bench, sql: String) -> bool {
    let mut connection = bench.outside(true).await;
    let refused = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await;
    let refused = refused.map_err(StoreError::from);
    assert!(
        refused.is_ok()
            || refused.as_ref().is_err_and(|error| error.to_string().contains("referred to"))
    );
    refused.is_err()
}

#[tokio::test]
async fn a_credential_of_an_active_flow_is_neither_archived_nor_erased() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let (mut flow, uses) = bench.flow("Nightly", &[row.id, row.id]).await;
    bench.activate(&mut flow, &uses).await;
    let Err(ArchiveRefused::InUse(flows)) = bench.archive(row.id).await else {
        panic!("it was archived")
    };
    assert_eq!((flows[0].name.as_str(), flows[0].active), ("Nightly", true));
    assert_eq!(flows[0].steps, ["s0", "s1"]);
    let mut tx = bench.store.write().await.unwrap();
    let refused = erase(&mut tx, &bench.scope, row.id).await;
    assert!(matches!(refused, Err(ArchiveRefused::InUse(_))), "{refused:?}");
}

#[tokio::test]
async fn the_database_itself_refuses_while_an_active_flow_refers() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let (mut flow, uses) = bench.flow("Nightly", &[row.id]).await;
    let archive = format!("UPDATE credential SET live = 0 WHERE id = '{}'", row.id);
    let delete = format!("DELETE FROM credential WHERE id = '{}'", row.id);
    bench.activate(&mut flow, &uses).await;
    assert!(refusal_of_the_database(&bench, archive.clone()).await);
    assert!(refusal_of_the_database(&bench, delete).await);
    let mut tx = bench.store.write().await.unwrap();
    flow::pause(&mut tx, &bench.scope, &mut flow, NOW).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        !refusal_of_the_database(&bench, archive).await,
        "control: without the reference it may"
    );
}

#[tokio::test]
async fn a_draft_flow_guards_nothing_and_pausing_or_deleting_ends_the_guard() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for name in ["draft", "paused", "deleted"] {
        let row = bench.add("http-bearer", name).await;
        let (mut flow, uses) = bench.flow(name, &[row.id]).await;
        if name != "draft" {
            bench.activate(&mut flow, &uses).await;
            assert!(matches!(bench.archive(row.id).await, Err(ArchiveRefused::InUse(_))));
        }
        let mut tx = bench.store.write().await.unwrap();
        match name {
            "paused" => flow::pause(&mut tx, &bench.scope, &mut flow, NOW).await.unwrap(),
            "deleted" => flow::delete(&mut tx, &bench.scope, &flow).await.unwrap(),
            _ => {}
        }
        tx.commit().await.unwrap();
        ids.push(row.id);
    }
    for id in ids {
        bench.archive(id).await.unwrap();
    }
}

#[tokio::test]
async fn a_flow_with_an_archived_or_erased_credential_is_not_activated() {
    let bench = Bench::new().await;
    let archived = bench.add("http-bearer", "archived").await.id;
    let erased = bench.add("http-bearer", "erased").await.id;
    bench.archive(archived).await.unwrap();
    let (mut flow, uses) = bench.flow("Nightly", &[archived, erased]).await;
    let mut tx = bench.store.write().await.unwrap();
    erase(&mut tx, &bench.scope, erased).await.unwrap();
    tx.commit().await.unwrap();
    for references in [&uses[..1], &uses[1..], &uses[..]] {
        let mut tx = bench.store.write().await.unwrap();
        let refused = flow::activate(&mut tx, &bench.scope, &mut flow, references, NOW).await;
        assert!(matches!(refused, Err(ActivateRefused::CredentialGone)), "{refused:?}");
    }
    let mut connection = bench.store.read().await.unwrap();
    let found = flow::find(&mut connection, &bench.scope, flow.id).await.unwrap().unwrap();
    assert_eq!((found.status, found.active_version), (FlowStatus::Draft, None));
}

#[tokio::test]
async fn a_new_version_leaves_what_the_active_one_uses_guarded() {
    let bench = Bench::new().await;
    let old = bench.add("http-bearer", "old").await.id;
    let new = bench.add("http-bearer", "new").await.id;
    let (mut flow, uses) = bench.flow("Nightly", &[old]).await;
    bench.activate(&mut flow, &uses).await;
    let mut tx = bench.store.write().await.unwrap();
    let next = references(&[new]);
    flow::insert_version(&mut tx, &bench.scope, &mut flow, &document("Nightly", &next), &next, NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut connection = bench.store.read().await.unwrap();
    assert!(list_uses(&mut connection, old).await.unwrap()[0].active);
    assert!(!list_uses(&mut connection, new).await.unwrap()[0].active);
    let counts = count_uses(&mut connection).await.unwrap();
    assert_eq!((counts[&old].active, counts[&old].all), (1, 1));
    assert_eq!((counts[&new].active, counts[&new].all), (0, 1));
    drop(connection);
    assert!(matches!(bench.archive(old).await, Err(ArchiveRefused::InUse(_))));
    bench.archive(new).await.unwrap();
}

#[tokio::test]
async fn flows_have_versions_and_names_of_their_own() {
    let bench = Bench::new().await;
    let (flow, _) = bench.flow("Nightly", &[]).await;
    let save = async |flow: &mut flow::Flow, name: &str| {
        let mut tx = bench.store.write().await.unwrap();
        let done =
            flow::insert_version(&mut tx, &bench.scope, flow, &document(name, &[]), &[], NOW).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let refused = save(&mut new_flow(), "Nightly").await;
    assert!(matches!(refused, Err(SaveFlowRefused::NameTaken)), "{refused:?}");
    save(&mut flow.clone(), "Weekly").await.unwrap();
    let stale = save(&mut flow.clone(), "Monthly").await;
    assert!(matches!(stale, Err(SaveFlowRefused::ChangedElsewhere)), "{stale:?}");
    let mut connection = bench.store.read().await.unwrap();
    let versions = flow::list_versions(&mut connection, flow.id).await.unwrap();
    assert_eq!(versions.iter().map(|(version, _)| *version).collect::<Vec<_>>(), [2, 1]);
    let first = flow::get_document(&mut connection, &bench.scope, flow.id, 1).await.unwrap();
    assert_eq!(first.name.as_str(), "Nightly");
}

#[tokio::test]
async fn only_what_was_archived_long_ago_is_overdue() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    bench.add("http-bearer", "live").await;
    bench.archive(row.id).await.unwrap();
    let month = Duration::from_secs(30 * 86_400);
    let mut connection = bench.store.read().await.unwrap();
    let just = list_overdue(&mut connection, &bench.scope, NOW.plus(month), month).await.unwrap();
    assert!(just.is_empty());
    let later = NOW.plus(month + Duration::from_millis(1));
    assert_eq!(list_overdue(&mut connection, &bench.scope, later, month).await.unwrap(), [row.id]);
    let archive = Filter { archived: true, limit: 10, ..Filter::default() };
    let listed = credential::list(&mut connection, &bench.scope, &archive).await.unwrap();
    assert_eq!(listed.total, 1);
}

#[tokio::test]
async fn a_version_that_goes_backwards_is_refused_as_a_check() {
    // Another constraint than a reference or a name is told as such.
    let bench = Bench::new().await;
    bench.add("http-bearer", "a").await;
    let mut tx = bench.store.write().await.unwrap();
    let error: StoreError =
        sqlx::query("UPDATE credential SET live = 2").execute(&mut *tx).await.unwrap_err().into();
    assert_eq!(error.code(), "E_CONSTRAINT");
}
