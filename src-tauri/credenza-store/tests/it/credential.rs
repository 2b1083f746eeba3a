//! Inserting, changing, and what a dry run means for the row.

use crate::bench::{
    Bench, LIMIT, NOW, POLICY, create_in, draft, insert_into, passed, secret, verification,
};
use credenza_model::{
    CredentialState, FailureCode, Outcome, Stage, StageOutcome, StageReport, Timestamp,
};
use credenza_store::Store;
use credenza_store::table::credential::{
    Found, InsertRefused, NewSecret, SaveRefused, find_by_fingerprint, find_by_reference,
    open_secret, record_verification, save,
};
use credenza_store::table::verification as reports;
use credenza_vault::OsRandomness;

const LATER: Timestamp = Timestamp::from_millis(1_700_000_100_000);

#[tokio::test]
async fn a_credential_reads_back_and_its_secret_opens() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "Prod 🔑").await;
    let found = bench.get(row.id).await;
    assert_eq!((found.name.as_str(), found.version, found.secret_version), ("Prod 🔑", 1, 1));
    let opened = open_secret(&bench.scope, &found, POLICY).unwrap();
    assert_eq!(opened.expose_text("token"), Some("t-Prod 🔑"));
}

#[tokio::test]
async fn another_policy_opens_nothing() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let error = open_secret(&bench.scope, &row, [8; 32]).err().unwrap();
    assert_eq!(error.code(), "E_TAMPERED");
}

#[tokio::test]
async fn the_fifty_first_credential_of_a_connector_is_refused_and_the_archive_does_not_count() {
    let bench = Bench::new().await;
    let mut first = None;
    for index in 0..LIMIT {
        first.get_or_insert(bench.add("http-bearer", &format!("n{index}")).await.id);
    }
    let mut extra = draft(&bench.scope, "http-bearer", "extra");
    let refused = bench.insert(&mut extra).await.unwrap_err();
    assert!(matches!(refused, InsertRefused::LimitReached(LIMIT)), "{refused:?}");
    bench.add("postgresql", "extra").await;
    bench.archive(first.unwrap()).await.unwrap();
    bench.insert(&mut extra).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_together_do_not_pass_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let scope = crate::bench::new_scope();
    let one = create_in(folder.path(), &scope).await.unwrap();
    let two = Store::find(folder.path()).await.unwrap().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for index in 0..LIMIT + 20 {
        let store = if index % 2 == 0 { one.clone() } else { two.clone() };
        let scope = scope.clone();
        tasks.spawn(async move {
            let mut row = draft(&scope, "http-bearer", &format!("n{index}"));
            insert_into(&store, &scope, &mut row).await
        });
    }
    let mut stored = 0;
    while let Some(result) = tasks.join_next().await {
        match result.unwrap() {
            Ok(()) => stored += 1,
            Err(InsertRefused::LimitReached(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(stored, LIMIT);
}

#[tokio::test]
async fn a_name_is_taken_once_per_connector_while_it_is_live() {
    let bench = Bench::new().await;
    let first = bench.add("http-bearer", "Prod").await;
    let again = bench.insert(&mut draft(&bench.scope, "http-bearer", "Prod")).await.unwrap_err();
    assert!(matches!(again, InsertRefused::NameTaken), "{again:?}");
    bench.add("postgresql", "Prod").await;
    let other = bench.add("http-bearer", "Other").await;
    let mut renamed = bench.get(other.id).await;
    renamed.name = "Prod".to_owned();
    let mut tx = bench.store.write().await.unwrap();
    let refused = save(&mut tx, &bench.scope, &mut OsRandomness, &mut renamed, None, 1).await;
    assert!(matches!(refused, Err(SaveRefused::NameTaken)), "{refused:?}");
    drop(tx);
    bench.archive(first.id).await.unwrap();
    bench.add("http-bearer", "Prod").await;
}

#[tokio::test]
async fn of_two_edits_of_the_same_version_the_second_is_refused() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let (mut one, mut two) = (bench.get(row.id).await, bench.get(row.id).await);
    one.name = "one".to_owned();
    two.name = "two".to_owned();
    let mut tx = bench.store.write().await.unwrap();
    save(&mut tx, &bench.scope, &mut OsRandomness, &mut one, None, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = bench.store.write().await.unwrap();
    let refused = save(&mut tx, &bench.scope, &mut OsRandomness, &mut two, None, 1).await;
    assert!(matches!(refused, Err(SaveRefused::ChangedElsewhere)), "{refused:?}");
    drop(tx);
    let found = bench.get(row.id).await;
    assert_eq!((found.name.as_str(), found.version), ("one", 2));
}

#[tokio::test]
async fn a_new_secret_gets_a_new_version_and_the_old_one_no_longer_opens_in_its_place() {
    let bench = Bench::new().await;
    let mut row = bench.add("http-bearer", "a").await;
    let old = row.secret.clone();
    let document = secret("rotated");
    let new = NewSecret { document: &document, policy_hash: POLICY };
    let mut tx = bench.store.write().await.unwrap();
    save(&mut tx, &bench.scope, &mut OsRandomness, &mut row, Some(&new), 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut found = bench.get(row.id).await;
    assert_eq!((found.version, found.secret_version), (2, 2));
    assert_eq!(
        open_secret(&bench.scope, &found, POLICY).unwrap().expose_text("token"),
        Some("t-rotated")
    );
    found.secret = old;
    assert!(open_secret(&bench.scope, &found, POLICY).is_err());
}

#[tokio::test]
async fn a_transaction_that_is_dropped_never_was() {
    let bench = Bench::new().await;
    let mut row = draft(&bench.scope, "http-bearer", "a");
    let document = secret("a");
    let new = NewSecret { document: &document, policy_hash: POLICY };
    let mut tx = bench.store.write().await.unwrap();
    credenza_store::table::credential::insert(
        &mut tx,
        &bench.scope,
        &mut OsRandomness,
        &mut row,
        &new,
        LIMIT,
    )
    .await
    .unwrap();
    drop(tx);
    bench.add("http-bearer", "a").await;
}

fn failed(code: FailureCode) -> credenza_model::Verification {
    let stage = StageReport {
        stage: Stage::Authenticate,
        outcome: StageOutcome::Failed,
        ms: 3,
        message: "no".to_owned(),
        hint: None,
        code: Some(code),
    };
    credenza_model::Verification { stages: vec![stage], ..verification(Outcome::Failed) }
}

#[tokio::test]
async fn a_dry_run_changes_the_state_and_leaves_the_version_alone() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let mut tx = bench.store.write().await.unwrap();
    let no = failed(FailureCode::AuthRejected);
    let after = record_verification(&mut tx, &bench.scope, row.id, 1, &no, LATER).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(after.unwrap().state, CredentialState::Disconnected { .. }));
    let found = bench.get(row.id).await;
    assert_eq!(found.version, 1, "a check must not spoil somebody's edit");
    assert_eq!(found.proof.as_ref().unwrap().0, NOW, "a failure is no proof and takes none away");
    let listed =
        reports::list(&mut bench.store.read().await.unwrap(), &bench.scope, row.id, 10).await;
    let listed = listed.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].1.failure_code(), Some(FailureCode::AuthRejected));
}

#[tokio::test]
async fn a_pass_becomes_the_proof() {
    let bench = Bench::new().await;
    let mut row = draft(&bench.scope, "http-bearer", "a");
    row.state = CredentialState::Unverified;
    row.proof = None;
    row.unverified_reason = Some("no network".to_owned());
    bench.insert(&mut row).await.unwrap();
    let mut tx = bench.store.write().await.unwrap();
    record_verification(&mut tx, &bench.scope, row.id, 1, &passed(), LATER).await.unwrap();
    tx.commit().await.unwrap();
    let found = bench.get(row.id).await;
    assert_eq!(found.state, CredentialState::Connected);
    assert_eq!(found.proof.unwrap().0, LATER);
    assert_eq!(found.unverified_reason, None);
}

#[tokio::test]
async fn a_dry_run_of_a_secret_that_was_replaced_or_archived_says_nothing() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    for (archive_first, version) in [(false, 2), (true, 1)] {
        if archive_first {
            bench.archive(row.id).await.unwrap();
        }
        let mut tx = bench.store.write().await.unwrap();
        let after =
            record_verification(&mut tx, &bench.scope, row.id, version, &passed(), LATER).await;
        assert!(after.unwrap().is_none());
        tx.commit().await.unwrap();
    }
    let listed =
        reports::list(&mut bench.store.read().await.unwrap(), &bench.scope, row.id, 10).await;
    assert!(listed.unwrap().is_empty());
}

#[tokio::test]
async fn the_newest_hundred_dry_runs_are_kept() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let mut tx = bench.store.write().await.unwrap();
    for index in 0..103 {
        let at = Timestamp::from_millis(index);
        record_verification(&mut tx, &bench.scope, row.id, 1, &passed(), at).await.unwrap();
    }
    tx.commit().await.unwrap();
    let listed =
        reports::list(&mut bench.store.read().await.unwrap(), &bench.scope, row.id, 1000).await;
    let times: Vec<i64> = listed.unwrap().iter().map(|(at, _)| at.as_millis()).collect();
    assert_eq!(times, (3..103).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_reference_is_an_id_a_name_or_the_beginning_of_an_id() {
    let bench = Bench::new().await;
    let one = bench.add("http-bearer", "Prod").await;
    let two = bench.add("postgresql", "Prod").await;
    let only = bench.add("postgresql", "100%_sure").await;
    let mut connection = bench.store.read().await.unwrap();
    let scope = &bench.scope;
    let mut look =
        async |text: String| find_by_reference(&mut connection, scope, &text).await.unwrap();
    let is = |found: Found, id| matches!(found, Found::One(row) if row.id() == id);
    assert!(is(look(one.id.to_string()).await, one.id));
    assert!(is(look("100%_sure".to_owned()).await, only.id));
    assert!(is(look(only.id.to_string()[..13].to_uppercase()).await, only.id));
    assert!(matches!(look("prod".to_owned()).await, Found::None), "names are exact");
    assert!(matches!(look("%".repeat(5)).await, Found::None));
    assert!(matches!(look(one.id.to_string()[..3].to_owned()).await, Found::None), "too short");
    assert!(matches!(look(String::new()).await, Found::None));
    let Found::Several(both) = look("Prod".to_owned()).await else {
        panic!("one of two was chosen")
    };
    assert_eq!(both.len(), 2);
    drop(connection);
    bench.archive(one.id).await.unwrap();
    let mut connection = bench.store.read().await.unwrap();
    let found = find_by_reference(&mut connection, scope, "Prod").await.unwrap();
    assert!(is(found, two.id), "the live one goes before the archived one");
}

#[tokio::test]
async fn the_same_secret_is_found_by_its_fingerprint_while_it_is_live() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    bench.add("http-bearer", "b").await;
    let find = async || {
        let mut connection = bench.store.read().await.unwrap();
        find_by_fingerprint(&mut connection, &bench.scope, &row.fingerprint).await.unwrap()
    };
    assert_eq!(find().await, [(row.id, "a".to_owned())]);
    bench.archive(row.id).await.unwrap();
    assert!(find().await.is_empty());
}
