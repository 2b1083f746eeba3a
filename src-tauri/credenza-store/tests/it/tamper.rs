//! Rows that were changed behind the store's back.

use crate::bench::{Bench, NOW, POLICY, passed};
use credenza_store::table::credential::{
    CredentialRow, Filter, list, open_secret, record_verification,
};
use credenza_store::table::{connector, flow, setting, tally, verification};

/// Each column of a credential, and another value for it.
const CHANGES: [(&str, &str); 27] = [
    ("id", "'00000000-0000-4000-8000-00000000000a'"),
    ("id", "'not an id'"),
    ("id", "upper(id)"),
    ("connector", "'postgresql'"),
    ("auth", "'basic'"),
    ("name", "'b'"),
    ("search", "'b'"),
    ("public", "'{\"host\":\"evil.example\"}'"),
    ("public", "replace(public, '{', '{ ')"),
    ("policy", "'{\"hosts\":[\"evil.example\"]}'"),
    ("secret", "x'FF' || substr(secret, 2)"),
    ("secret_version", "secret_version + 1"),
    ("dek_version", "dek_version + 1"),
    ("secret_fields", "'[]'"),
    ("state", "'{\"state\":\"unverified\"}'"),
    ("needs_attention", "1"),
    ("proven", "0"),
    ("account", "NULL"),
    ("target", "'evil.example'"),
    ("fingerprint", "x'FF' || substr(fingerprint, 2)"),
    ("proof", "replace(proof, 'passed', 'failed')"),
    ("proof", "NULL"),
    ("verified_at", "verified_at + 1"),
    ("unverified_reason", "'because'"),
    ("created_at", "created_at - 1"),
    ("updated_at", "updated_at + 1"),
    ("row_mac", "x'FF' || substr(row_mac, 2)"),
];

async fn read_all(bench: &Bench) -> (Vec<String>, usize) {
    let mut connection = bench.store.read().await.unwrap();
    let mut sound = Vec::new();
    let mut unreadable = 0;
    for archived in [false, true] {
        let filter = Filter { limit: 50, archived, ..Filter::default() };
        for row in list(&mut connection, &bench.scope, &filter).await.unwrap().rows {
            match row {
                CredentialRow::Readable(row) => sound.push(row.name),
                CredentialRow::Unreadable(_) => unreadable += 1,
            }
        }
    }
    (sound, unreadable)
}

#[tokio::test]
async fn a_change_of_any_column_is_noticed_and_leaves_the_other_rows_usable() {
    let bench = Bench::new().await;
    let victim = bench.add("http-bearer", "victim").await;
    let other = bench.add("http-bearer", "other").await;
    assert_eq!(read_all(&bench).await, (vec!["other".to_owned(), "victim".to_owned()], 0));
    bench
        .raw(&format!("CREATE TABLE kept AS SELECT * FROM credential WHERE id = '{}'", victim.id))
        .await;
    let more = [("archived_at", "1"), ("live", "0"), ("version", "version + 1")];
    for (column, value) in CHANGES.iter().chain(&more) {
        let sql = format!("UPDATE credential SET {column} = {value} WHERE id = '{}'", victim.id);
        assert_eq!(bench.raw(&sql).await, 1, "{sql}");
        assert_eq!(
            read_all(&bench).await,
            (vec!["other".to_owned()], 1),
            "{column} = {value} went unnoticed"
        );
        let opened = open_secret(&bench.scope, &bench.get(other.id).await, POLICY).unwrap();
        assert_eq!(opened.expose_text("token"), Some("t-other"));
        bench.raw(&format!("DELETE FROM credential WHERE id <> '{}'", other.id)).await;
        bench.raw("INSERT INTO credential SELECT * FROM kept").await;
    }
    assert_eq!(read_all(&bench).await.1, 0, "the row is sound again");
}

#[tokio::test]
async fn every_column_has_a_case() {
    let bench = Bench::new().await;
    let mut connection = bench.store.read().await.unwrap();
    let columns: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_table_info('credential')")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    // A row of another organization is not in this one's lists at all.
    let elsewhere = ["org_id", "archived_at", "live", "version"];
    for column in columns.iter().filter(|column| !elsewhere.contains(&column.as_str())) {
        assert!(CHANGES.iter().any(|(known, _)| known == column), "{column} has no case");
    }
}

#[tokio::test]
async fn nothing_is_written_onto_a_row_that_cannot_be_trusted() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    bench.raw("UPDATE credential SET policy = '{}'").await;
    let mut tx = bench.store.write().await.unwrap();
    let refused = record_verification(&mut tx, &bench.scope, row.id, 1, &passed(), NOW).await;
    assert_eq!(refused.unwrap_err().code(), "E_TAMPERED");
}

#[tokio::test]
async fn sealed_secrets_do_not_open_in_each_others_rows() {
    let bench = Bench::new().await;
    let (one, two) = (bench.add("http-bearer", "one").await, bench.add("http-bearer", "two").await);
    let (mut a, mut b) = (one.clone(), two.clone());
    std::mem::swap(&mut a.secret, &mut b.secret);
    for swapped in [&a, &b] {
        assert_eq!(open_secret(&bench.scope, swapped, POLICY).err().unwrap().code(), "E_TAMPERED");
    }
    for (mine, theirs) in [(one.id, &two.secret), (two.id, &one.secret)] {
        let sql = format!("UPDATE credential SET secret = x'{}' WHERE id = '{mine}'", hex(theirs));
        bench.raw(&sql).await;
    }
    assert_eq!(read_all(&bench).await, (Vec::new(), 2));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn settings_connectors_reports_and_flows_are_authenticated_too() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let (flow, _) = bench.flow("Nightly", &[row.id]).await;
    let imported = connector::ImportedConnector {
        id: "mine".to_owned(),
        source: "id = 'mine'".to_owned(),
        hosts: vec!["a.example".to_owned()],
    };
    let mut tx = bench.store.write().await.unwrap();
    setting::put(&mut tx, &bench.scope, "policy", "true").await.unwrap();
    connector::put(&mut tx, &bench.scope, &imported, NOW).await.unwrap();
    record_verification(&mut tx, &bench.scope, row.id, 1, &passed(), NOW).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(read_each(&bench, row.id, flow.id).await, ["ok"; 5], "positive control");

    let cases = [
        ("setting", "value = 'false'", 0),
        ("setting", "row_mac = x'00'", 0),
        ("connector", "source = 'x'", 1),
        ("connector", "hosts = '[\"evil.example\"]'", 1),
        ("verification", "report = replace(report, 'passed', 'failed')", 2),
        ("verification", "at = at + 1", 2),
        ("flow", "name = 'x'", 3),
        ("flow", "search = 'x'", 3),
        ("flow", "status = 'active'", 3),
        ("flow", "active_version = 1", 3),
        ("flow", "version = 2", 3),
        ("flow_version", "document = replace(document, 'Nightly', 'x')", 4),
        ("flow_version", "created_at = 1", 4),
    ];
    for (table, change, place) in cases {
        bench.raw(&format!("CREATE TABLE kept AS SELECT * FROM {table}")).await;
        assert_eq!(bench.raw(&format!("UPDATE {table} SET {change}")).await, 1);
        let mut expected = ["ok"; 5];
        expected[place] = "E_TAMPERED";
        assert_eq!(read_each(&bench, row.id, flow.id).await, expected, "{table}: {change}");
        bench.raw(&format!("DELETE FROM {table}")).await;
        bench.raw(&format!("INSERT INTO {table} SELECT * FROM kept")).await;
        bench.raw("DROP TABLE kept").await;
    }
}

#[tokio::test]
async fn a_count_of_looks_that_was_changed_is_left_out_and_counted_anew() {
    let bench = Bench::new().await;
    let row = bench.add("http-bearer", "a").await;
    let look = async || {
        let mut tx = bench.store.write().await.unwrap();
        record_verification(&mut tx, &bench.scope, row.id, 1, &passed(), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let mut connection = bench.store.read().await.unwrap();
        tally::list(&mut connection, &bench.scope, row.id).await.unwrap()
    };
    look().await;
    let [hour] = look().await[..] else { panic!("one hour") };
    assert_eq!((hour.passed, hour.failed), (2, 0), "positive control");
    bench.raw("UPDATE check_tally SET failed = 7").await;
    let mut connection = bench.store.read().await.unwrap();
    let read = tally::list(&mut connection, &bench.scope, row.id).await.unwrap();
    assert_eq!(read, [], "nobody vouches for it");
    drop(connection);
    assert_eq!(look().await[0].passed, 1);
}

async fn read_each(
    bench: &Bench,
    credential: credenza_model::CredentialId,
    id: credenza_model::FlowId,
) -> [&'static str; 5] {
    fn code<T>(result: Result<T, credenza_store::StoreError>) -> &'static str {
        result.map_or_else(|error| error.code(), |_| "ok")
    }
    let mut c = bench.store.read().await.unwrap();
    let scope = &bench.scope;
    [
        code(setting::find(&mut c, scope, "policy").await),
        code(connector::list(&mut c, scope).await),
        code(verification::list(&mut c, scope, credential, 10).await),
        code(flow::find(&mut c, scope, id).await),
        code(flow::get_document(&mut c, scope, id, 1).await),
    ]
}
