//! The measuring instrument, measured: it must see what is there and miss what is not.

use super::*;

fn request(headers: &[(&str, &str)], query: &str, body: &str) -> RecordedRequest {
    RecordedRequest {
        method: "POST".to_owned(),
        path: "/bot123/getMe".to_owned(),
        query: query.to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn s(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_placement_is_met_only_where_it_stands() {
    let basic = request(&[("authorization", "Basic a2V5Og==")], "", "");
    assert!(Placement::Basic(s("key:")).is_met_by(&basic));
    assert!(!Placement::Basic(s(":key")).is_met_by(&basic));
    let query = request(&[], "key=a%20b&token=t", "");
    assert!(Placement::Query(s("key"), s("a b")).is_met_by(&query));
    assert!(!Placement::Query(s("token"), s("a b")).is_met_by(&query));
    let body = request(&[], "", r#"{"a":{"b":"c"}}"#);
    assert!(Placement::Json(s("/a/b"), "c".into()).is_met_by(&body));
    assert!(!Placement::Json(s("/a"), "c".into()).is_met_by(&body));
    assert!(Placement::PathStart(s("/bot123/")).is_met_by(&body));
    let cookie = request(&[("cookie", "x=1; B1SESSION=abc")], "", "");
    assert!(Placement::Cookie(s("B1SESSION"), s("abc")).is_met_by(&cookie));
    assert!(!Placement::Cookie(s("B1SESSION"), s("ab")).is_met_by(&cookie));
}

#[test]
fn a_header_that_stands_twice_is_not_accepted() {
    let twice = request(&[("x-key", "a"), ("x-key", "a")], "", "");
    assert!(!Placement::Header(s("X-Key"), s("a")).is_met_by(&twice));
}

#[tokio::test]
async fn a_catcher_counts_what_reaches_it() {
    use tokio::io::AsyncWriteExt as _;
    let catcher = Catcher::start().await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(catcher.address()).await.unwrap();
    stream.write_all(b"hello").await.unwrap();
    for _ in 0..200 {
        if catcher.bytes() == 5 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("counted {} bytes", catcher.bytes());
}
