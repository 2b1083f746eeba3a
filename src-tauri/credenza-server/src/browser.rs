//! Starting and ending the server of one browser session.

use crate::guard::{self, Guard};
use crate::session::SessionToken;
use crate::{connection, events, files, problem, rpc};
use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use credenza_app::{App, LocalHost};
use credenza_model::ActorKind;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// Where to listen.
#[derive(Debug, Clone, Copy)]
pub struct BrowserConfig {
    /// A loopback address; port 0 takes a free one.
    pub address: SocketAddr,
}

impl Default for BrowserConfig {
    fn default() -> Self {
        Self { address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Anything but loopback would offer the vault to the network.
    #[error("{0} is not a loopback address; use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The address is taken, or may not be used.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The operating system gives no random numbers, so there can be no session.
    #[error("the operating system gives no random numbers: {0}")]
    Randomness(getrandom::Error),
}

/// A running server. Dropping it ends it at once; [`BrowserServer::shutdown`] lets answers finish.
///
/// No `Debug`: it holds the session's token.
pub struct BrowserServer {
    address: SocketAddr,
    link: Zeroizing<String>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl BrowserServer {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The link to open, with the session's token in its fragment, which browsers send to nobody.
    /// Whoever has it has the session: print it for the person, and put it nowhere else.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }

    /// Waits until the server has ended.
    pub async fn ended(&mut self) {
        if let Err(error) = (&mut self.task).await {
            tracing::error!(%error, "the server ended unexpectedly");
        }
    }

    /// Ends it: no new connections, answers under way may finish for a few seconds.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        self.ended().await;
    }
}

impl Drop for BrowserServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Serves the application to one browser session.
///
/// # Errors
/// The address is not loopback, or is taken.
pub async fn serve_browser(app: App, config: BrowserConfig) -> Result<BrowserServer, ServeError> {
    if !config.address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(config.address));
    }
    let failed = |source| ServeError::Listen { address: config.address, source };
    let listener = TcpListener::bind(config.address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let token = SessionToken::make().map_err(ServeError::Randomness)?;
    let link = Zeroizing::new(format!("http://{address}/#session={}", token.text()));

    let stop = CancellationToken::new();
    let router = router(
        LocalHost::of_this_process(app, ActorKind::Browser),
        Guard::new(address, token),
        stop.clone(),
    );
    let task = tokio::spawn(connection::accept(listener, router, stop.clone()));
    Ok(BrowserServer { address, link, stop, task })
}

fn router(host: LocalHost, guard: Guard, stop: CancellationToken) -> Router {
    let guard = Arc::new(guard);
    let events = events::Source::new(&host, stop);
    let session = Router::new()
        .route("/rpc/{operation}", post(rpc::run).with_state(host))
        .route("/events", get(events::stream).with_state(events))
        .layer(from_fn_with_state(guard.clone(), guard::require_session));
    Router::new()
        .merge(session)
        .fallback(files::serve)
        .method_not_allowed_fallback(async || problem::METHOD_NOT_ALLOWED)
        .layer(from_fn_with_state(guard, guard::require_own_page))
        .layer(map_response(guard::harden))
}
