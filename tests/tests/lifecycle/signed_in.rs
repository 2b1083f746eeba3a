//! Credentials that somebody signed in at a real authorization server, for tests with a clock to turn.

use crate::harness::Process;
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const CONNECTOR: &str = "http-oauth2-sign-in";

/// How long a sign-in, or a renewal that is due, may take.
pub const LIMIT: Duration = Duration::from_secs(60);

/// Registers an OAuth app of the server.
pub async fn register(process: &Process, server: &AuthorizationServer) {
    register_client(process, server, "credenza").await;
}

/// Registers one of the server's clients as an OAuth app.
pub async fn register_client(process: &Process, server: &AuthorizationServer, client: &str) {
    let issuer = server.issuer();
    let request = json!({
        "connector": CONNECTOR,
        "name": "app",
        "client_id": client,
        "client_secret": "credenza-test-secret",
        "scopes": ["openid", "email"],
        "fields": {
            "base_url": issuer, "probe_path": "/me", "issuer": issuer,
            "authorization_url": format!("{issuer}/auth"), "token_url": format!("{issuer}/token"),
            "revocation_url": format!("{issuer}/token/revocation"),
        },
        "private": [format!("127.0.0.1:{}", server.port())],
    });
    let saved = process.ask("oauth_app.add", request).await;
    server.set(&json!({"redirect_addresses": [saved["oauth_app"]["redirect_address"]]}));
}

/// Signs in as `who`, into a credential of that name.
pub async fn sign_in(process: &Process, server: &AuthorizationServer, who: &str) {
    let started = begin(process, who).await;
    visit(&server.walk(started["address"].as_str().unwrap(), who));
    let end = end(process, &started).await;
    assert_eq!(end["state"], "done", "the sign-in ended: {end}");
}

/// Begins a sign-in into a credential of that name, and goes nowhere.
pub async fn begin(process: &Process, name: &str) -> Value {
    process.ask("sign_in.start", json!({"connector": CONNECTOR, "name": name})).await
}

/// How a sign-in that was begun ends.
pub async fn end(process: &Process, started: &Value) -> Value {
    let id = json!({"sign_in": started["id"]});
    let until = Instant::now() + LIMIT;
    loop {
        let shown = process.ask("sign_in.show", id.clone()).await;
        if matches!(shown["state"].as_str(), Some("done" | "failed" | "cancelled")) {
            return shown;
        }
        assert!(Instant::now() < until, "the sign-in did not end: {shown}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The browser comes back.
pub fn visit(address: &str) {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    // Nobody is there any more where the sign-in is over.
    let Ok(mut stream) = TcpStream::connect(host) else { return };
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let _ = stream.read_to_string(&mut String::new());
}

/// The grant of the credential of that name.
pub async fn grant(process: &Process, name: &str) -> Value {
    let shown = process.ask("credential.show", json!({"credential": name})).await;
    shown["credential"]["grant"].clone()
}
