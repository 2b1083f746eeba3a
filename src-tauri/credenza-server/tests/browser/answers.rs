//! What the page itself gets.

use crate::server::{LIMIT, start};
use credenza_app::{App, AppConfig};
use credenza_server::{BrowserConfig, ServeError, serve_browser};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn the_link_leads_to_the_page_and_the_token_is_not_sent() {
    let running = start().await;
    let (address, token) = running.server.link().split_once("/#session=").unwrap();
    assert_eq!(address, format!("http://{}", running.address()));
    assert_eq!(token.len(), 64);

    // Opened from a terminal or a bookmark: no Origin, Sec-Fetch-Site none, no token.
    let opened =
        running.honest().line("GET / HTTP/1.1").without("Origin").without("X-Credenza-Session");
    let answer = running.send(&opened.set("Sec-Fetch-Site", "none").body("")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.body().contains("<title>Credenza</title>"), "{}", answer.0);
}

#[tokio::test]
async fn every_answer_carries_the_hardening_headers() {
    let running = start().await;
    let honest = running.honest();
    let page = honest.clone().line("GET / HTTP/1.1").body("");
    let refused = honest.clone().set("Origin", "https://evil.example");
    for request in [honest, page.clone(), refused, page.line("GET /nothing.js HTTP/1.1")] {
        let answer = running.send(&request).await;
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("server"), None);
    }
}

#[tokio::test]
async fn the_front_ends_own_routes_lead_to_its_page() {
    let running = start().await;
    let page = running.honest().body("");
    for path in ["/", "/credentials", "/credentials/postgresql/018f"] {
        let answer = running.send(&page.clone().line(&format!("GET {path} HTTP/1.1"))).await;
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    }
    for path in
        ["/nothing.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/.vite/manifest.json", "/a//b.js"]
    {
        let answer = running.send(&page.clone().line(&format!("GET {path} HTTP/1.1"))).await;
        assert_eq!(answer.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_application_keeps_its_code() {
    let running = start().await;
    let list = running.honest().line("POST /rpc/credential.list HTTP/1.1");
    let answer = running.send(&list).await;
    assert_eq!(answer.status(), 404);
    assert!(answer.body().contains(r#"{"error":{"code":"vault.missing""#), "{}", answer.0);

    let unknown = running.send(&running.honest().line("POST /rpc/vault.explode HTTP/1.1")).await;
    assert!(unknown.body().contains(r#""code":"operation.unknown""#), "{}", unknown.0);
}

#[tokio::test]
async fn a_page_without_origin_and_fetch_metadata_is_answered_too() {
    let running = start().await;
    let old_browser = running.honest().without("Origin").without("Sec-Fetch-Site");
    assert_eq!(running.send(&old_browser).await.status(), 200);
}

#[tokio::test]
async fn only_loopback_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let config = AppConfig::from_environment(Some(folder.path().join("vault"))).unwrap();
    let app = App::open(config).await.unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:127.0.0.1]:0"] {
        let address: SocketAddr = address.parse().unwrap();
        let result = serve_browser(app.clone(), BrowserConfig { address }).await;
        assert!(matches!(result, Err(ServeError::NotLoopback(refused)) if refused == address));
    }
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_not_another_port() {
    let running = start().await;
    let config = BrowserConfig { address: running.address() };
    let result = serve_browser(running.app.clone(), config).await;
    assert!(matches!(result, Err(ServeError::Listen { .. })));
}

/// The stream stays open, tells of what another request did, and ends with the server.
#[tokio::test]
async fn events_arrive_and_end_with_the_server() {
    let running = start().await;
    let listen = running.honest().line("GET /events HTTP/1.1").body("");
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    stream.write_all(&listen.bytes()).await.unwrap();
    let mut seen = String::new();
    read_until(&mut stream, &mut seen, "text/event-stream").await;

    let lock = running.send(&running.honest().line("POST /rpc/vault.lock HTTP/1.1")).await;
    assert_eq!(lock.status(), 200, "{}", lock.0);
    read_until(&mut stream, &mut seen, "data:").await;

    tokio::time::timeout(LIMIT, running.server.shutdown()).await.expect("the server ends");
    let mut rest = vec![];
    tokio::time::timeout(LIMIT, stream.read_to_end(&mut rest))
        .await
        .expect("the stream ends")
        .unwrap();
}

async fn read_until(stream: &mut TcpStream, seen: &mut String, wanted: &str) {
    let reading = async {
        let mut part = [0; 1024];
        while !seen.contains(wanted) {
            let count = stream.read(&mut part).await.unwrap();
            assert!(count > 0, "the stream ended before {wanted}: {seen}");
            seen.push_str(&String::from_utf8_lossy(&part[..count]));
        }
    };
    tokio::time::timeout(LIMIT, reading).await.unwrap_or_else(|_| panic!("no {wanted}"));
}
