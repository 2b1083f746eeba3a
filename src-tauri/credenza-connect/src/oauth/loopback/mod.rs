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
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The longest a listener stays open.
pub const LISTENING_LIMIT: Duration = super::pending::SIGN_IN_LIFE;

/// How often a port is drawn anew that is free on one of two addresses alone.
const MOST_TRIES: u32 = 20;

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
    tasks: Vec<JoinHandle<()>>,
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
        let listeners = listen(*host, *port)?;
        let port = listeners[0].local_addr()?.port();
        let authority = authority(*host, port);
        let redirect_uri = format!("http://{authority}{path}");
        let door = Arc::new(Door::new(authority, path));
        let (sender, callbacks) = mpsc::channel(1);
        let attend = |one| tokio::spawn(serve(one, Arc::clone(&door), sender.clone()));
        let tasks = listeners.into_iter().map(attend).collect();
        Ok(Self { redirect_uri, callbacks, tasks })
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
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// A listener for every address that the name stands for; there is at least one. A browser may try `[::1]` first for
/// `localhost`, and whoever listened there would be handed the code.
fn listen(host: LoopbackName, port: Option<u16>) -> Result<Vec<TcpListener>, ListenError> {
    let mut tries = 0;
    loop {
        let first = take(Ipv4Addr::LOCALHOST.into(), port)?;
        if host == LoopbackName::Ipv4 {
            return Ok(vec![first]);
        }
        let same = first.local_addr()?.port();
        match take(Ipv6Addr::LOCALHOST.into(), Some(same)) {
            Ok(second) => return Ok(vec![first, second]),
            // Somebody has the port that we were given by chance.
            Err(ListenError::PortTaken { .. }) if port.is_none() && tries < MOST_TRIES => {
                tries += 1
            }
            Err(taken @ ListenError::PortTaken { .. }) => return Err(taken),
            // This computer has no IPv6, so no browser can go there.
            Err(_) => return Ok(vec![first]),
        }
    }
}

/// A port without `0.0.0.0` and without sharing it: no `SO_REUSEPORT`, and none of `SO_REUSEADDR`, which on Windows
/// would let another program in.
fn take(address: IpAddr, port: Option<u16>) -> Result<TcpListener, ListenError> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    let address = SocketAddr::from((address, port.unwrap_or(0)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    fn random() -> Option<[u8; 32]> {
        Some([7; 32])
    }

    fn can_connect(address: IpAddr, port: u16) -> bool {
        TcpStream::connect((address, port)).is_ok()
    }

    #[tokio::test]
    async fn localhost_is_both_addresses_and_the_number_is_one() {
        let has_v6 = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        for (redirect, both) in [("http://localhost/x", has_v6), ("http://127.0.0.1/x", false)] {
            let plan = RedirectPlan::parse(redirect).unwrap();
            let listener = LoopbackListener::bind(&plan, &random).await.unwrap();
            let port = url::Url::parse(listener.redirect_uri()).unwrap().port().unwrap();
            assert!(can_connect(Ipv4Addr::LOCALHOST.into(), port), "{redirect}");
            assert_eq!(can_connect(Ipv6Addr::LOCALHOST.into(), port), both, "{redirect}");
        }
    }

    #[tokio::test]
    async fn a_port_that_another_program_has_on_one_address_is_taken() {
        let Ok(other) = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
        let port = other.local_addr().unwrap().port();
        let plan = RedirectPlan::parse(&format!("http://localhost:{port}/x")).unwrap();
        let refused = LoopbackListener::bind(&plan, &random).await.err();
        assert!(matches!(refused, Some(ListenError::PortTaken { port: p }) if p == port));
    }
}
