//! The listener for one sign-in (RFC 8252, sections 7.3 and 8.3): it takes one request on one unguessable path, on
//! this computer only, for at most ten minutes.
//!
//! Deliberately absent: a framework. A page in the browser, another program on this computer, and noise from a
//! port scan all end here, so what is understood is as little as possible.

mod reply;
mod request;
mod serve;

use super::callback::Callback;
use super::context::{NoRandomness, Random};
use super::redirect::{LoopbackName, RedirectPlan, make_path};
use serve::{Door, serve};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The longest a listener stays open.
pub const LISTENING_LIMIT: Duration = super::pending::SIGN_IN_LIFE;

/// How many connections may wait.
const BACKLOG: u32 = 16;

/// Nobody can come back to this computer.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program has the registered port.
    #[error("port {port}, to which the sign-in must come back, is taken by another program")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The redirect address leads elsewhere; the person pastes it.
    #[error("this OAuth app comes back to an address elsewhere")]
    NotLoopback,
    /// The operating system gives no port.
    #[error("no port can be opened on this computer: {0}")]
    Io(#[from] std::io::Error),
    /// Nobody came back in time.
    #[error("the sign-in was not finished in the browser in time")]
    TimedOut,
    /// See [`NoRandomness`].
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl ListenError {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PortTaken { .. } => "listener.port_taken",
            Self::NotLoopback => "listener.not_loopback",
            Self::Io(_) => "listener.no_port",
            Self::TimedOut => "listener.timed_out",
            Self::NoRandomness(_) => "listener.no_randomness",
        }
    }

    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::PortTaken { .. } => {
                "Close the other program (perhaps another sign-in), or paste the address from the browser instead."
            }
            Self::NotLoopback | Self::Io(_) => "Paste the address from the browser instead.",
            Self::TimedOut => "Start the sign-in again.",
            Self::NoRandomness(_) => "Restart this computer; its random generator does not work.",
        }
    }
}

/// A listener for one sign-in. Dropping it closes the port.
pub struct LoopbackListener {
    redirect_uri: String,
    callbacks: mpsc::Receiver<Callback>,
    task: JoinHandle<()>,
}

impl LoopbackListener {
    /// Takes the port. To be called before the browser opens, so that nobody else can take it.
    ///
    /// # Errors
    /// [`ListenError`].
    pub async fn bind(plan: &RedirectPlan, random: Random<'_>) -> Result<Self, ListenError> {
        let RedirectPlan::Loopback { host, port, path } = plan else {
            return Err(ListenError::NotLoopback);
        };
        let path = match path {
            Some(path) => path.clone(),
            None => make_path(random)?,
        };
        let listener = listen(*port)?;
        let port = listener.local_addr()?.port();
        let authority = authority(*host, port);
        let redirect_uri = format!("http://{authority}{path}");
        let door = Arc::new(Door::new(authority, path));
        let (sender, callbacks) = mpsc::channel(1);
        let task = tokio::spawn(serve(listener, door, sender));
        Ok(Self { redirect_uri, callbacks, task })
    }

    /// What the provider is told to send the browser back to.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The one callback, within `limit` (at most [`LISTENING_LIMIT`]). Until the listener is dropped, later requests
    /// for the same path are answered with 410.
    ///
    /// # Errors
    /// [`ListenError::TimedOut`].
    pub async fn wait(&mut self, limit: Duration) -> Result<Callback, ListenError> {
        let limit = limit.min(LISTENING_LIMIT);
        match tokio::time::timeout(limit, self.callbacks.recv()).await {
            Ok(Some(callback)) => Ok(callback),
            Ok(None) | Err(_) => Err(ListenError::TimedOut),
        }
    }
}

impl Drop for LoopbackListener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A port without `0.0.0.0` and without sharing it: no `SO_REUSEPORT`, and none of `SO_REUSEADDR`, which on Windows
/// would let another program in.
fn listen(port: Option<u16>) -> Result<TcpListener, ListenError> {
    let socket = TcpSocket::new_v4()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
    let taken = |error: std::io::Error| match (error.kind(), port) {
        (std::io::ErrorKind::AddrInUse, Some(port)) => ListenError::PortTaken { port },
        _ => ListenError::Io(error),
    };
    socket.bind(address).map_err(taken)?;
    socket.listen(BACKLOG).map_err(taken)
}

/// As a browser writes it: without the port that goes without saying.
fn authority(host: LoopbackName, port: u16) -> String {
    match port {
        80 => host.as_str().to_owned(),
        _ => format!("{}:{port}", host.as_str()),
    }
}
