//! A server that plays back bytes: exactly these, then an end of some kind. One path per part of a play.

use anyhow::Result;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a connection goes on after its bytes.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// Closed in order.
    Close,
    /// Reset.
    Reset,
    /// Kept open without a word.
    Hang,
    /// The same byte again and again, five times a second.
    Trickle(u8),
    /// This piece, so many times.
    Flood(Vec<u8>, usize),
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Play {
    pub(crate) bytes: Vec<u8>,
    pub(crate) end: End,
}

impl Play {
    pub(crate) fn new(bytes: impl Into<Vec<u8>>, end: End) -> Self {
        Self { bytes: bytes.into(), end }
    }

    /// A whole answer in order.
    pub(crate) fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        Self::new(bytes, End::Close)
    }

    /// JSON.
    pub(crate) fn json(status: &str, body: impl AsRef<[u8]>) -> Self {
        Self::answer(status, "content-type: application/json\r\n", body)
    }
}

type Script = Arc<Mutex<HashMap<String, Vec<Play>>>>;

/// The server; it ends when it is dropped.
pub(crate) struct FaultServer {
    pub(crate) port: u16,
    script: Script,
    task: JoinHandle<()>,
}

impl FaultServer {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let script = Script::default();
        let plays = Arc::clone(&script);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&plays)));
            }
        });
        Ok(Self { port, script, task })
    }

    /// Answers requests for `/name` with these, one after the other; the last one stays.
    pub(crate) fn script(&self, name: &str, mut plays: Vec<Play>) -> String {
        plays.reverse();
        self.script.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), plays);
        format!("http://127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, script: Script) {
    let mut head = vec![0; 64 * 1024];
    let Ok(read @ 1..) = stream.read(&mut head).await else { return };
    let text = String::from_utf8_lossy(&head[..read]).into_owned();
    let name = text.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    let Some(play) = next(&script, &name) else { return };
    if stream.write_all(&play.bytes).await.is_err() {
        return;
    }
    finish(stream, play.end).await;
}

fn next(script: &Script, name: &str) -> Option<Play> {
    let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
    let plays = script.get_mut(name)?;
    if plays.len() > 1 { plays.pop() } else { plays.last().cloned() }
}

async fn finish(mut stream: TcpStream, end: End) {
    match end {
        End::Close => {
            let _ = stream.shutdown().await;
        }
        End::Reset => {
            // Let the bytes arrive first: a reset overtakes what is still in the buffer.
            tokio::time::sleep(Duration::from_millis(50)).await;
            let _ = stream.set_zero_linger();
        }
        End::Hang => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0; 16]).await;
        }
        End::Trickle(byte) => {
            while stream.write_all(&[byte]).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        End::Flood(piece, times) => {
            for _ in 0..times {
                if stream.write_all(&piece).await.is_err() {
                    return;
                }
            }
        }
    }
}
