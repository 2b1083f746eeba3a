//! Web pages, other programs and other users: none of them gets an answer.

use crate::server::{Request, Running, start};

type Attack = (String, Request);

fn attack(name: impl Into<String>, request: Request) -> Attack {
    (name.into(), request)
}

/// DNS rebinding: the browser believes that it talks to the attacker's name.
fn foreign_hosts(honest: &Request, port: u16) -> Vec<Attack> {
    let mut attacks: Vec<Attack> = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("localhost:{port}"),
        format!("LOCALHOST:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("127.0.0.1:{port}.evil.example"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("127.0.0.1.:{port}"),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f000001:{port}"),
        format!("0177.0.0.1:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::1]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("127.0.0.2:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:80".to_owned(),
        format!("127.0.0.1:{}", port.wrapping_add(1)),
        format!("127.0.0.1:0{port}"),
        String::new(),
    ]
    .into_iter()
    .map(|host| attack(format!("Host: {host}"), honest.clone().set("Host", &host)))
    .collect();
    attacks.push(attack("no Host", honest.clone().without("Host")));
    attacks.push(attack("two Hosts, ours first", honest.clone().also("Host", "evil.example")));
    attacks.push(attack(
        "the same Host twice",
        honest.clone().also("Host", &format!("127.0.0.1:{port}")),
    ));
    attacks
}

/// Another site's script, frame or form.
fn foreign_origins(honest: &Request, port: u16) -> Vec<Attack> {
    let mut attacks: Vec<Attack> = [
        "null".to_owned(),
        String::new(),
        "https://evil.example".to_owned(),
        format!("http://evil.example:{port}"),
        format!("http://localhost:{port}"),
        format!("https://127.0.0.1:{port}"),
        format!("HTTP://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://evil.example http://127.0.0.1:{port}"),
        "file://".to_owned(),
        "chrome-extension://abcdefghijklmnop".to_owned(),
        "tauri://localhost".to_owned(),
    ]
    .into_iter()
    .map(|origin| attack(format!("Origin: {origin}"), honest.clone().set("Origin", &origin)))
    .collect();
    attacks.push(attack("two Origins", honest.clone().also("Origin", "https://evil.example")));
    for site in ["cross-site", "same-site", "Same-Origin", "", "same-origin, cross-site"] {
        let request = honest.clone().without("Origin").set("Sec-Fetch-Site", site);
        attacks.push(attack(format!("Sec-Fetch-Site: {site}"), request));
    }
    let both = honest.clone().also("Sec-Fetch-Site", "cross-site");
    attacks.push(attack("two Sec-Fetch-Sites", both));
    attacks
}

/// Programs and people without the link.
fn wrong_tokens(honest: &Request, token: &str) -> Vec<Attack> {
    const NAME: &str = "X-Credenza-Session";
    let mut attacks: Vec<Attack> = [
        String::new(),
        "0".repeat(64),
        token[..63].to_owned(),
        format!("{token}0"),
        format!("Bearer {token}"),
        format!("\"{token}\""),
        format!("{token},{token}"),
        token.chars().rev().collect(),
        "undefined".to_owned(),
    ]
    .into_iter()
    .map(|wrong| {
        attack(
            format!("a wrong token of {} characters", wrong.len()),
            honest.clone().set(NAME, &wrong),
        )
    })
    .collect();
    attacks.push(attack("no token", honest.clone().without(NAME)));
    attacks.push(attack("the token twice", honest.clone().also(NAME, token)));
    let elsewhere = honest.clone().without(NAME);
    attacks.push(attack(
        "the token as a cookie",
        elsewhere.clone().set("Cookie", &format!("session={token}")),
    ));
    attacks.push(attack(
        "the token as a bearer",
        elsewhere.clone().set("Authorization", &format!("Bearer {token}")),
    ));
    let query = format!("POST /rpc/vault.status?session={token} HTTP/1.1");
    attacks.push(attack("the token in the query", elsewhere.line(&query)));
    attacks
}

/// What a page may send without asking first, and what it asks first.
fn simple_requests(honest: &Request) -> Vec<Attack> {
    let types = [
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json-patch+json",
        "application/json; charset=utf-16",
        "application/jsonp",
        "",
    ];
    let typed = |kind: &str| {
        attack(format!("Content-Type: {kind}"), honest.clone().set("Content-Type", kind))
    };
    let mut attacks: Vec<Attack> = types.into_iter().map(typed).collect();
    attacks.push(attack("no Content-Type", honest.clone().without("Content-Type")));
    attacks.push(attack("two Content-Types", honest.clone().also("Content-Type", "text/plain")));
    attacks.push(attack("a compressed body", honest.clone().set("Content-Encoding", "gzip")));
    for method in ["OPTIONS", "GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"] {
        let line = format!("{method} /rpc/vault.status HTTP/1.1");
        attacks.push(attack(format!("{method} an operation"), honest.clone().line(&line)));
    }
    let preflight = honest
        .clone()
        .line("OPTIONS /rpc/vault.status HTTP/1.1")
        .set("Origin", "https://evil.example")
        .set("Access-Control-Request-Method", "POST")
        .set("Access-Control-Request-Private-Network", "true");
    attacks.push(attack("a preflight", preflight));
    attacks
}

/// Bytes that proxies and servers disagree about.
fn malformed(honest: &Request, port: u16) -> Vec<Attack> {
    let lines = [
        "POST http://evil.example/rpc/vault.status HTTP/1.1".to_owned(),
        format!("POST http://127.0.0.1:{port}/rpc/vault.status HTTP/1.1"),
        "POST /rpc/vault.status HTTP/1.0".to_owned(),
        "POST /rpc/vault.status HTTP/2.0".to_owned(),
        "POST /rpc/vault.status".to_owned(),
        format!("CONNECT 127.0.0.1:{port} HTTP/1.1"),
        "POST /rpc/vault%2Estatus%00 HTTP/1.1".to_owned(),
        "POST /rpc/../rpc/vault.status HTTP/1.1".to_owned(),
        "POST //rpc/vault.status HTTP/1.1".to_owned(),
        "POST /rpc/vault.status/ HTTP/1.1".to_owned(),
        "POST /rpc/vault.explode HTTP/1.1".to_owned(),
        "POST /events HTTP/1.1".to_owned(),
        "POST / HTTP/1.1".to_owned(),
    ];
    let mut attacks: Vec<Attack> =
        lines.iter().map(|line| attack(line.clone(), honest.clone().line(line))).collect();
    let chunked = honest.clone().set("Transfer-Encoding", "chunked").body("2\r\n{}\r\n0\r\n\r\n");
    attacks.push(attack("both lengths", chunked.clone()));
    attacks.push(attack(
        "lengths that disagree",
        honest.clone().set("Content-Length", "2").also("Content-Length", "9"),
    ));
    attacks.push(attack(
        "a space before the colon",
        honest.clone().without("Host").also("Host ", &format!("127.0.0.1:{port}")),
    ));
    attacks.push(attack("no JSON", honest.clone().body("session")));
    attacks.push(attack("JSON that is cut off", honest.clone().body("{")));
    attacks.push(attack("a request of another form", honest.clone().body("[1]")));
    attacks
}

/// The event stream and WebSockets.
fn streams(honest: &Request) -> Vec<Attack> {
    let events = honest.clone().line("GET /events HTTP/1.1").body("");
    let socket = events
        .clone()
        .without("Connection")
        .also("Connection", "Upgrade, close")
        .also("Upgrade", "websocket")
        .also("Sec-WebSocket-Version", "13")
        .also("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    vec![
        attack("events without a token", events.clone().without("X-Credenza-Session")),
        attack("events for another site", events.clone().set("Origin", "https://evil.example")),
        attack("events as an <img>", events.without("Origin").set("Sec-Fetch-Site", "cross-site")),
        attack("a WebSocket without a token", socket.clone().without("X-Credenza-Session")),
        attack("a WebSocket of another site", socket.set("Origin", "https://evil.example")),
    ]
}

fn every_attack(running: &Running) -> Vec<Attack> {
    let honest = running.honest();
    let port = running.address().port();
    [
        foreign_hosts(&honest, port),
        foreign_origins(&honest, port),
        wrong_tokens(&honest, &running.token()),
        simple_requests(&honest),
        malformed(&honest, port),
        streams(&honest),
    ]
    .concat()
}

#[tokio::test]
async fn no_hostile_request_is_answered() {
    let running = start().await;
    // The control: the same harness sees an answer where there is one.
    assert_eq!(running.send(&running.honest()).await.status(), 200);

    let attacks = every_attack(&running);
    assert!(attacks.len() >= 100, "only {} attacks", attacks.len());
    for (name, request) in attacks {
        let answer = running.send(&request).await;
        let status = answer.status();
        assert!(status == 0 || (400..500).contains(&status), "{name}: {}", answer.0);
        assert!(!answer.0.to_ascii_lowercase().contains("access-control-"), "{name}: {}", answer.0);
        assert!(!answer.0.contains(&running.token()), "{name} shows the token");
    }
}

#[tokio::test]
async fn a_wrong_token_and_no_token_look_the_same() {
    let running = start().await;
    let none = running.send(&running.honest().without("X-Credenza-Session")).await;
    let wrong = running.send(&running.honest().set("X-Credenza-Session", &"0".repeat(64))).await;
    assert_eq!(none.status(), 401);
    assert_eq!(none.body(), wrong.body());
    assert_eq!(none.header("content-type"), Some("application/problem+json"));
}

#[tokio::test]
async fn the_token_of_one_session_is_worth_nothing_in_another() {
    let (one, other) = (start().await, start().await);
    let stolen = other.honest().set("X-Credenza-Session", &one.token());
    assert_eq!(other.send(&stolen).await.status(), 401);
}
