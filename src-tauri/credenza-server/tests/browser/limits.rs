//! Nobody can make the server wait or grow, and while somebody tries, the page is still served.

use crate::server::{LIMIT, start};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_body_over_one_mebibyte_is_refused() {
    let running = start().await;
    let fits = format!("{{}}{}", " ".repeat(1024 * 1024 - 2));
    assert_eq!(running.send(&running.honest().body(&fits)).await.status(), 200);
    let large = format!("{fits} ");
    let status = running.send(&running.honest().body(&large)).await.status();
    assert!(status == 413 || status == 0, "{status}");
    let announced = running.honest().set("Content-Length", "10000000000");
    let status = running.send(&announced).await.status();
    assert!(status == 413 || status == 0, "{status}");
}

#[tokio::test]
async fn too_many_and_too_large_headers_are_refused() {
    let running = start().await;
    let many = (0..80).fold(running.honest(), |request, n| request.also(&format!("X-{n}"), "x"));
    assert_eq!(running.send(&many).await.status(), 431);
    let large = running.honest().also("X-Large", &"x".repeat(20 * 1024));
    let status = running.send(&large).await.status();
    assert!(status == 431 || status == 0, "{status}");
}

/// A request that never ends is closed after the time limit, and in the meantime others are answered.
#[tokio::test]
async fn a_slow_head_is_closed_and_hinders_nobody() {
    let running = start().await;
    let begun = Instant::now();
    let mut slow = vec![];
    for _ in 0..40 {
        let mut stream = TcpStream::connect(running.address()).await.unwrap();
        stream.write_all(b"POST /rpc/vault.status HTTP/1.1\r\nX-").await.unwrap();
        slow.push(stream);
    }
    let answer =
        tokio::time::timeout(Duration::from_secs(3), running.send(&running.honest())).await;
    assert_eq!(answer.expect("answered meanwhile").status(), 200);
    for mut stream in slow {
        let mut rest = vec![];
        tokio::time::timeout(LIMIT, stream.read_to_end(&mut rest)).await.expect("closed").ok();
        assert!(!String::from_utf8_lossy(&rest).starts_with("HTTP/1.1 2"));
    }
    assert!(begun.elapsed() >= Duration::from_secs(4), "closed before the limit");
}
