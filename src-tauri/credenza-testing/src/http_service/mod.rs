//! A provider to dry-run against: it notes every request, checks where each secret was put, and can
//! answer like a good provider or like a hostile one.
//!
//! It listens on a loopback port of its own, in clear or with a certificate from its own authority.
//! Deliberately absent: any knowledge of connectors. What to expect is told by the test.

mod hostile;
mod listener;
mod provider;
mod raw;
mod request;
mod tls;

pub use hostile::Hostile;
pub use provider::{Placement, Provider, Reply, Route};
pub use raw::Catcher;
pub use request::RecordedRequest;
pub use tls::TestAuthority;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The largest request that is noted, in bytes.
const LARGEST_REQUEST: usize = 1 << 20;

/// Answers one request.
pub trait Behaviour: Send + Sync + 'static {
    /// The answer.
    fn answer(&self, request: &RecordedRequest) -> impl Future<Output = Response> + Send;
}

struct Shared<B> {
    behaviour: B,
    seen: Arc<Mutex<Vec<RecordedRequest>>>,
}

/// A running HTTP service; it ends when it is dropped.
pub struct HttpService {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<RecordedRequest>>>,
    task: JoinHandle<()>,
}

impl HttpService {
    /// Starts on a free loopback port, without TLS.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(behaviour: impl Behaviour) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (seen, app) = app(behaviour);
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, seen, task })
    }

    /// Starts on a free loopback port, with a certificate of `authority` for `names`.
    ///
    /// # Errors
    /// When no port can be bound, or no certificate can be made for one of the names.
    pub async fn start_tls(
        behaviour: impl Behaviour,
        authority: &TestAuthority,
        names: &[&str],
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let listener = listener::TlsListener::spawn(listener, authority.server(names)?);
        let (seen, app) = app(behaviour);
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, seen, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for HttpService {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn app<B: Behaviour>(behaviour: B) -> (Arc<Mutex<Vec<RecordedRequest>>>, Router) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::new(Shared { behaviour, seen: Arc::clone(&seen) });
    (seen, Router::new().fallback(handle::<B>).with_state(shared))
}

async fn handle<B: Behaviour>(State(shared): State<Arc<Shared<B>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_REQUEST).await.unwrap_or_default();
    let recorded = RecordedRequest::new(&head, body.to_vec());
    shared.seen.lock().unwrap_or_else(PoisonError::into_inner).push(recorded.clone());
    shared.behaviour.answer(&recorded).await
}

#[cfg(test)]
mod tests;
