//! Answers that a healthy provider never gives, and that a dry run must survive.

use super::{Behaviour, RecordedRequest, Reply};
use axum::body::{Body, Bytes};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream;
use std::convert::Infallible;
use std::io::Write as _;
use std::time::Duration;

const MIB: usize = 1 << 20;

/// How to misbehave.
#[derive(Debug, Clone)]
pub enum Hostile {
    /// 200 with a sign-in page.
    Html,
    /// 200 with nothing.
    Empty,
    /// 200 with 10 MiB of JSON.
    TenMebibytes,
    /// 200 with 256 MiB of JSON in a quarter of a MiB of gzip.
    GzipBomb,
    /// 200 with JSON that ends too early.
    MalformedJson,
    /// A redirect with this status to this address.
    Redirect(u16, String),
    /// 429 with `Retry-After`, in seconds.
    TooManyRequests(u32),
    /// 500 with a stack trace.
    ServerError,
    /// 200, then one byte per 200 ms, for ever.
    Trickle,
    /// No answer, ever.
    Hang,
    /// 401 that quotes everything that was sent.
    Echo,
    /// 200, and this JSON, which says no.
    SaysNo(&'static str),
}

impl Behaviour for Hostile {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        match self {
            Self::Html => {
                Reply::new(200, "text/html; charset=utf-8", "<!doctype html><title>Sign in</title>")
                    .into_response()
            }
            Self::Empty => Reply::new(200, "application/json", "").into_response(),
            Self::TenMebibytes => Reply::new(200, "application/json", large_json()).into_response(),
            Self::GzipBomb => Reply::new(200, "application/json", gzip_bomb())
                .header("content-encoding", "gzip")
                .into_response(),
            Self::MalformedJson => {
                Reply::new(200, "application/json", r#"{"user": {"email": "ana@exam"#)
                    .into_response()
            }
            Self::Redirect(status, to) => {
                Reply::new(*status, "text/plain", "").header("location", to).into_response()
            }
            Self::TooManyRequests(seconds) => {
                Reply::new(429, "application/json", r#"{"message":"Slow down"}"#)
                    .header("retry-after", &seconds.to_string())
                    .into_response()
            }
            Self::ServerError => {
                Reply::new(500, "text/plain", "Traceback (most recent call last)").into_response()
            }
            Self::Trickle => trickle(),
            Self::Hang => std::future::pending().await,
            Self::Echo => echo(request).into_response(),
            Self::SaysNo(body) => Reply::new(200, "application/json", *body).into_response(),
        }
    }
}

fn large_json() -> Vec<u8> {
    let mut body = br#"{"user":{"email":"ana@example.com"},"filler":""#.to_vec();
    body.resize(10 * MIB, b'x');
    body.extend_from_slice(br#""}"#);
    body
}

fn gzip_bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b' '; MIB];
    for _ in 0..256 {
        let _ = encoder.write_all(&zeros);
    }
    encoder.finish().unwrap_or_default()
}

fn trickle() -> Response {
    let bytes = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
    });
    let mut response = Reply::new(200, "application/json", "").into_response();
    *response.body_mut() = Body::from_stream(bytes);
    response
}

fn echo(request: &RecordedRequest) -> Reply {
    let headers: Vec<String> =
        request.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let body = String::from_utf8_lossy(&request.body);
    let message = format!(
        "Bad key. You sent {} {} {} {body}",
        headers.join(" "),
        request.path,
        request.query
    );
    Reply::json(401, &serde_json::json!({ "error": { "message": message } }))
}
