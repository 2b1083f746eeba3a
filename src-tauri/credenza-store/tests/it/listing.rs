//! Lists: every row once, in order, whatever the ties.

use crate::bench::{Bench, NOW, draft, passed};
use credenza_model::{CredentialId, CredentialState, FailureCode, Timestamp};
use credenza_store::table::credential::{
    ConnectorCount, Credential, Filter, Sort, count_by_connector, list,
};
use std::collections::HashSet;

async fn pages(bench: &Bench, mut filter: Filter) -> (Vec<Credential>, u64) {
    let mut connection = bench.store.read().await.unwrap();
    let mut rows = Vec::new();
    for _ in 0..100 {
        let page = list(&mut connection, &bench.scope, &filter).await.unwrap();
        assert!(page.rows.len() <= filter.limit as usize);
        rows.extend(page.rows.into_iter().map(|row| row.readable().unwrap()));
        match page.cursor {
            Some(cursor) => filter.cursor = Some(cursor),
            None => return (rows, page.total),
        }
    }
    panic!("the list has no end");
}

/// Twenty credentials with many ties: names that sort alike, three times, three proofs.
async fn with_ties() -> Bench {
    let bench = Bench::new().await;
    for index in 0..20_i64 {
        let names = ["Same", "same", "SAME\u{301}", "другое"];
        let place = usize::try_from(index % 4).unwrap();
        let mut row = draft(&bench.scope, &format!("c{}", index / 4), names[place]);
        row.created_at = Timestamp::from_millis(NOW.as_millis() + index % 3);
        row.proof = (index % 3 != 0).then(|| (Timestamp::from_millis(index % 3), passed()));
        bench.insert(&mut row).await.unwrap();
    }
    bench
}

#[tokio::test]
async fn paging_by_any_order_shows_every_row_once() {
    let bench = with_ties().await;
    let key = |sort: Sort, row: &Credential| match sort {
        Sort::Name => (format!("{}\nana@example.com", row.name.to_lowercase()), 0),
        Sort::Verified => (String::new(), row.proof.as_ref().map_or(0, |(at, _)| at.as_millis())),
        Sort::Created => (String::new(), -row.created_at.as_millis()),
    };
    for sort in [Sort::Name, Sort::Verified, Sort::Created] {
        for limit in [1, 3, 7, 19, 20, 21] {
            let (rows, total) = pages(&bench, Filter { sort, limit, ..Filter::default() }).await;
            let seen: HashSet<CredentialId> = rows.iter().map(|row| row.id).collect();
            assert_eq!((rows.len(), seen.len(), total), (20, 20, 20), "{sort:?} by {limit}");
            assert!(rows.is_sorted_by_key(|row| key(sort, row)), "{sort:?} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_cursor_that_is_none_begins_at_the_start() {
    let bench = with_ties().await;
    for cursor in ["", "x", "\n", "a\nb"] {
        let filter = Filter { cursor: Some(cursor.to_owned()), limit: 50, ..Filter::default() };
        let mut connection = bench.store.read().await.unwrap();
        assert!(list(&mut connection, &bench.scope, &filter).await.is_ok(), "{cursor:?}");
    }
}

#[tokio::test]
async fn a_search_is_literal_and_knows_no_case() {
    let bench = Bench::new().await;
    for name in ["100%", "1000", "a_b", "axb", "back\\slash", "ÄÖÜ"] {
        bench.add("http-bearer", name).await;
    }
    let cases = [
        ("%", vec!["100%"]),
        ("_", vec!["a_b"]),
        ("A_B", vec!["a_b"]),
        ("\\", vec!["back\\slash"]),
        ("äö", vec!["ÄÖÜ"]),
        (" 100 ", vec!["100%", "1000"]),
        ("ANA@example", vec!["100%", "1000", "a_b", "axb", "back\\slash", "ÄÖÜ"]),
        ("'; DROP TABLE credential; --", vec![]),
    ];
    for (text, expected) in cases {
        let filter = Filter { search: Some(text.to_owned()), limit: 50, ..Filter::default() };
        let (rows, total) = pages(&bench, filter).await;
        let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{text}");
        assert_eq!(total as usize, expected.len());
    }
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let bench = Bench::new().await;
    let plain = bench.add("http-bearer", "plain").await;
    let mut lost = draft(&bench.scope, "postgresql", "lost");
    lost.state = CredentialState::Disconnected { reason: FailureCode::AuthRejected, since: NOW };
    bench.insert(&mut lost).await.unwrap();
    let mut open = draft(&bench.scope, "postgresql", "open");
    open.state = CredentialState::Unverified;
    bench.insert(&mut open).await.unwrap();
    let gone = bench.add("postgresql", "gone").await;
    bench.flow("Nightly", &[plain.id]).await;
    bench.archive(gone.id).await.unwrap();

    let base = Filter { limit: 50, ..Filter::default() };
    let cases = [
        (base.clone(), vec!["lost", "open", "plain"]),
        (Filter { connector: Some("postgresql".to_owned()), ..base.clone() }, vec!["lost", "open"]),
        (Filter { needs_attention: true, ..base.clone() }, vec!["lost"]),
        (Filter { unverified: true, ..base.clone() }, vec!["open"]),
        (Filter { unused: true, ..base.clone() }, vec!["lost", "open"]),
        (Filter { archived: true, ..base.clone() }, vec!["gone"]),
    ];
    for (filter, expected) in cases {
        let (rows, _) = pages(&bench, filter.clone()).await;
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{filter:?}");
    }
    let counts = count_by_connector(&mut bench.store.read().await.unwrap(), &bench.scope).await;
    let count = |connector: &str, credentials, needs_attention| ConnectorCount {
        connector: connector.to_owned(),
        credentials,
        needs_attention,
    };
    assert_eq!(counts.unwrap(), [count("http-bearer", 1, 0), count("postgresql", 2, 1)]);
}
