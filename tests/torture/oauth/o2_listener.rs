//! O2: the listener for one sign-in, against everything that can knock on its port.

use super::random;
use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use credenza_connect::oauth::{LoopbackListener, RedirectPlan};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

/// How long an answer may take; a connection that says nothing is closed after ten seconds.
const ANSWER: Duration = Duration::from_secs(15);

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    crate::scratch::runtime()?.block_on(async {
        let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
        let mut listener = LoopbackListener::bind(&RedirectPlan::ANY_LOOPBACK, &random).await?;
        let door = Url::parse(listener.redirect_uri())?;
        let mut caught = 0;
        for (name, request, expected) in knocks(&door)? {
            outcome.cases += 1;
            let given = knock(&door, &request).await?;
            outcome.failures.extend(check(name, &given, expected));
            // The control: a listener that says yes to everybody.
            caught += u64::from(check(name, "HTTP/1.1 200 OK\r\n\r\n", expected).is_some());
        }
        outcome.cases += 1;
        if listener.wait(Duration::from_millis(100)).await.is_ok() {
            outcome.failures.push("a stranger's request was taken for the callback".to_owned());
        }
        outcome.failures.extend(in_order(&mut listener, &door).await?);
        outcome.cases += 4;
        outcome.control = Control::of(caught);
        Ok(outcome)
    })
}

/// What strangers send, and the status they get (empty: nothing at all).
fn knocks(door: &Url) -> Result<Vec<(&'static str, Vec<u8>, &'static str)>> {
    let port = door.port().context("a port")?;
    let path = door.path();
    let host = format!("127.0.0.1:{port}");
    let ask = |method: &str, target: &str, host: &str| {
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes()
    };
    let good = format!("{path}?code=c&state=s");
    let long = format!("{path}?code={}", "x".repeat(9000));
    let many = format!("GET {good} HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "a: b\r\n".repeat(100));
    let twice = format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n");
    let body = format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\n\r\nhello");
    Ok(vec![
        ("root", ask("GET", "/", &host), "404"),
        ("favicon", ask("GET", "/favicon.ico", &host), "404"),
        ("path with a slash more", ask("GET", &format!("{path}/?code=c"), &host), "404"),
        ("path in capitals", ask("GET", &format!("{}?code=c", path.to_uppercase()), &host), "404"),
        ("half the path", ask("GET", &path[..path.len() - 1], &host), "404"),
        ("absolute address", ask("GET", &format!("http://{host}{good}"), &host), "404"),
        ("climbing", ask("GET", &format!("/../{good}"), &host), "404"),
        ("POST", ask("POST", &good, &host), "405"),
        ("HEAD", ask("HEAD", &good, &host), "405"),
        ("OPTIONS", ask("OPTIONS", &good, &host), "405"),
        ("PUT", ask("PUT", &good, &host), "405"),
        ("rebound name", ask("GET", &good, "evil.example"), "421"),
        ("localhost", ask("GET", &good, &format!("localhost:{port}")), "421"),
        ("without port", ask("GET", &good, "127.0.0.1"), "421"),
        ("other port", ask("GET", &good, "127.0.0.1:1"), "421"),
        ("other spelling", ask("GET", &good, &format!("0x7f.1:{port}")), "421"),
        ("no host", format!("GET {good} HTTP/1.0\r\n\r\n").into_bytes(), "421"),
        ("two hosts", twice.into_bytes(), "421"),
        ("a body", body.into_bytes(), "400"),
        ("state twice", ask("GET", &format!("{good}&state=t"), &host), "400"),
        ("nine kilobytes", ask("GET", &long, &host), "431"),
        ("a hundred headers", many.into_bytes(), "431"),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), "400"),
        ("SSH", b"SSH-2.0-OpenSSH\r\n\r\n".to_vec(), "400"),
        ("zeros", vec![0; 4096], "400"),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), "400"),
        ("half a request, then silence", b"GET /x HTTP/1.1\r\nHost".to_vec(), ""),
        ("nothing", Vec::new(), ""),
    ])
}

async fn knock(door: &Url, request: &[u8]) -> Result<String> {
    let port = door.port().context("a port")?;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    // A listener that has heard enough may hang up before all is said.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    // A reset after the answer is as good as an end.
    let _ = tokio::time::timeout(ANSWER, reading).await.context("no answer in time")?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn check(name: &str, answer: &str, expected: &str) -> Option<String> {
    let status = answer.split(' ').nth(1).unwrap_or_default();
    (status != expected).then(|| format!("{name}: {status:?} instead of {expected:?}"))
}

/// The callback itself, its page, and the second one.
async fn in_order(listener: &mut LoopbackListener, door: &Url) -> Result<Vec<String>> {
    let host = format!("127.0.0.1:{}", door.port().context("a port")?);
    let target = format!("{}?code=c-canary&state=s-canary", door.path());
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let page = knock(door, request.as_bytes()).await?;
    let mut found: Vec<String> = check("the callback", &page, "200").into_iter().collect();
    for header in ["cache-control: no-store", "referrer-policy: no-referrer", "default-src 'none'"]
    {
        if !page.contains(header) {
            found.push(format!("the page lacks {header}"));
        }
    }
    if page.contains("canary") {
        found.push("the page repeats a parameter".to_owned());
    }
    let again = knock(door, request.as_bytes()).await?;
    found.extend(check("the second callback", &again, "410"));
    if listener.wait(Duration::from_secs(5)).await.is_err() {
        found.push("the callback was not heard".to_owned());
    }
    Ok(found)
}
