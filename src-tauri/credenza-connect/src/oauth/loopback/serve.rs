//! Connections side by side, so that one that says nothing holds up nobody; each for ten seconds at most.

use super::reply::Reply;
use super::request::{Head, Unread, read};
use crate::oauth::callback::Callback;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};

/// How long one connection may take.
const CONNECTION_LIMIT: Duration = Duration::from_secs(10);
/// How many there may be at once; more wait.
const MOST_CONNECTIONS: usize = 64;

/// What is listened for, and whether it has come.
pub(super) struct Door {
    authority: String,
    path: String,
    used: AtomicBool,
}

impl Door {
    pub(super) fn new(authority: String, path: String) -> Self {
        Self { authority, path, used: AtomicBool::new(false) }
    }

    /// The answer to a head, and the callback if this is the one.
    pub(super) fn judge(&self, head: &Head) -> (Reply, Option<Callback>) {
        let one_host =
            matches!(head.hosts.as_slice(), [host] if host.eq_ignore_ascii_case(&self.authority));
        if !one_host {
            return (Reply::Misdirected, None);
        }
        if head.path != self.path {
            return (Reply::NotFound, None);
        }
        if head.method != "GET" {
            return (Reply::MethodNotAllowed, None);
        }
        if head.has_body {
            return (Reply::BadRequest, None);
        }
        if self.used.load(Ordering::SeqCst) {
            return (Reply::Gone, None);
        }
        // Unreadable parameters do not use the door up: a provider's callback is always readable.
        let Ok(callback) = Callback::parse(&head.query) else { return (Reply::BadRequest, None) };
        if self.used.swap(true, Ordering::SeqCst) {
            return (Reply::Gone, None);
        }
        (Reply::Done, Some(callback))
    }
}

/// Serves until it is dropped.
pub(super) async fn serve(
    listener: TcpListener,
    door: Arc<Door>,
    callbacks: mpsc::Sender<Callback>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, or the peer was gone already: the next may do better.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (door, callbacks) = (Arc::clone(&door), callbacks.clone());
        connections.spawn(async move {
            let _place = place;
            let _ = tokio::time::timeout(CONNECTION_LIMIT, attend(stream, &door, &callbacks)).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn attend(mut stream: TcpStream, door: &Door, callbacks: &mpsc::Sender<Callback>) {
    let (reply, callback) = match read(&mut stream).await {
        Ok(head) => door.judge(&head),
        Err(Unread::Gone) => return,
        Err(Unread::TooLarge) => (Reply::TooLarge, None),
        Err(Unread::NotHttp) => (Reply::BadRequest, None),
    };
    // The callback first: the browser may be closed before it has read the page.
    if let Some(callback) = callback {
        let _ = callbacks.try_send(callback);
    }
    let _ = stream.write_all(&reply.to_bytes()).await;
    let _ = stream.shutdown().await;
}
