//! The record: every change behind its back breaks the chain.

use crate::bench::Bench;
use credenza_store::table::activity::{ActivityFilter, ChainReport, list, verify};

async fn check(bench: &Bench) -> ChainReport {
    verify(&mut bench.store.read().await.unwrap(), &bench.scope).await.unwrap()
}

async fn of_eight() -> Bench {
    let bench = Bench::new().await;
    for index in 0..8 {
        bench.record("credential.add", &format!("name {index}")).await;
    }
    bench
}

#[tokio::test]
async fn an_untouched_record_verifies() {
    assert!(check(&Bench::new().await).await.broken.is_none());
    let report = check(&of_eight().await).await;
    assert_eq!((report.entries, report.broken), (8, None));
}

#[tokio::test]
async fn an_edit_of_any_column_breaks_the_chain_at_that_entry() {
    let bench = of_eight().await;
    bench.raw("CREATE TABLE kept AS SELECT * FROM activity").await;
    let changes = [
        "at = at + 1",
        "org_id = 'x'",
        "actor = replace(actor, 'Ana', 'Eve')",
        "action = 'credential.open'",
        "object = NULL",
        "object_name = 'other'",
        "outcome = 'failed'",
        "detail = '{}'",
        "search = 'x'",
        "mac = x'FF' || substr(mac, 2)",
        "mac = substr(mac, 1, 34) || x'FFFF'",
        "seq = 100",
    ];
    for change in changes {
        assert_eq!(bench.raw(&format!("UPDATE activity SET {change} WHERE seq = 4")).await, 1);
        let report = check(&bench).await;
        assert_eq!(report.broken.map(|(seq, _)| seq), Some(4), "{change}");
        assert_eq!(report.entries, 3, "{change}: what came before is sound");
        bench.raw("DELETE FROM activity").await;
        bench.raw("INSERT INTO activity SELECT * FROM kept").await;
    }
    assert!(check(&bench).await.broken.is_none(), "positive control");
}

#[tokio::test]
async fn removing_inserting_and_reordering_break_the_chain() {
    let cases: [(&str, &[&str], i64); 6] = [
        ("remove", &["DELETE FROM activity WHERE seq = 4"], 4),
        (
            "remove and close the gap",
            &[
                "DELETE FROM activity WHERE seq = 4",
                "UPDATE activity SET seq = -seq WHERE seq > 4",
                "UPDATE activity SET seq = -seq - 1 WHERE seq < 0",
            ],
            4,
        ),
        (
            "insert a copy",
            &[
                "INSERT INTO activity SELECT 9, at, org_id, actor, action, object, object_name, outcome, detail, search, mac FROM activity WHERE seq = 8",
            ],
            9,
        ),
        (
            "swap",
            &[
                "UPDATE activity SET seq = 99 WHERE seq = 4",
                "UPDATE activity SET seq = 4 WHERE seq = 5",
                "UPDATE activity SET seq = 5 WHERE seq = 99",
            ],
            4,
        ),
        ("cut the tail", &["DELETE FROM activity WHERE seq > 6"], 7),
        ("cut everything", &["DELETE FROM activity"], 1),
    ];
    for (name, statements, at) in cases {
        let bench = of_eight().await;
        for sql in statements {
            bench.raw(sql).await;
        }
        assert_eq!(check(&bench).await.broken.map(|(seq, _)| seq), Some(at), "{name}");
    }
}

#[tokio::test]
async fn an_end_that_was_edited_or_removed_is_noticed() {
    for sql in [
        "UPDATE activity_head SET seq = 7",
        "UPDATE activity_head SET mac = x'FF' || substr(mac, 2)",
        "UPDATE activity_head SET row_mac = x'FF' || substr(row_mac, 2)",
        "DELETE FROM activity_head",
    ] {
        let bench = of_eight().await;
        assert_eq!(bench.raw(sql).await, 1);
        assert!(check(&bench).await.broken.is_some(), "{sql}");
    }
}

#[tokio::test]
async fn a_tail_cut_together_with_an_old_end_leaves_fewer_entries_than_the_anchor_outside() {
    let bench = of_eight().await;
    bench.raw("CREATE TABLE old AS SELECT * FROM activity_head").await;
    for index in 0..4 {
        bench.record("credential.open", &format!("later {index}")).await;
    }
    let anchor = check(&bench).await.entries;
    bench.raw("DELETE FROM activity WHERE seq > 8").await;
    assert!(check(&bench).await.broken.is_some(), "the end does not fit");
    bench.raw("DELETE FROM activity_head").await;
    bench.raw("INSERT INTO activity_head SELECT * FROM old").await;
    // A whole older state proves itself: only what is kept outside the file can tell.
    assert!(check(&bench).await.entries < anchor);
}

#[tokio::test]
async fn nothing_is_appended_to_a_broken_end() {
    let bench = of_eight().await;
    bench.raw("UPDATE activity_head SET seq = 3").await;
    let mut tx = bench.store.write().await.unwrap();
    let actor = crate::bench::actor();
    let entry = credenza_store::table::activity::Entry {
        at: crate::bench::NOW,
        actor: &actor,
        action: "x",
        object: None,
        object_name: None,
        outcome: credenza_store::table::activity::Outcome::Done,
        detail: credenza_store::table::activity::Detail::default(),
    };
    let refused = credenza_store::table::activity::append(&mut tx, &bench.scope, &entry).await;
    assert_eq!(refused.unwrap_err().code(), "E_TAMPERED");
}

#[tokio::test]
async fn entries_are_listed_newest_first_and_searched_literally() {
    let bench = of_eight().await;
    bench.record("flow.save", "100%_Done").await;
    let find = async |filter: ActivityFilter| {
        let mut connection = bench.store.read().await.unwrap();
        let (entries, total) = list(&mut connection, &bench.scope, &filter).await.unwrap();
        (entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), total)
    };
    let all = ActivityFilter { limit: 3, ..ActivityFilter::default() };
    assert_eq!(find(all.clone()).await, (vec![9, 8, 7], 9));
    assert_eq!(find(ActivityFilter { before: Some(7), ..all.clone() }).await, (vec![6, 5, 4], 9));
    for (text, seqs) in
        [("100%_d", vec![9]), ("%", vec![9]), ("ANA", vec![9, 8, 7]), ("a_e", vec![])]
    {
        let filter = ActivityFilter { search: Some(text.to_owned()), ..all.clone() };
        assert_eq!(find(filter).await.0, seqs, "{text}");
    }
    let filter = ActivityFilter { actions: vec!["flow.save".to_owned()], ..all };
    assert_eq!(find(filter).await, (vec![9], 1));
}
