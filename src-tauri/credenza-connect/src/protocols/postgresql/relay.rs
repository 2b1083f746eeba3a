//! Hands a finished connection to `sqlx`, which can only open connections by itself.
//!
//! `sqlx` would look the host up a second time, past the egress guard, and do TLS with its own
//! trust. So the guarded, encrypted stream is offered to it through a socket of this process: on
//! Unix one in a directory that only this user can enter, elsewhere a loopback port. Exactly one
//! peer is let in, then the door is gone.

use sqlx::postgres::PgConnectOptions;
use std::io;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::task::JoinHandle;

/// A running relay; ends when dropped.
pub(super) struct Relay {
    door: Door,
    task: JoinHandle<()>,
}

impl Relay {
    /// Waits for `sqlx` to come to the door of `stream`.
    pub(super) fn before<S>(stream: S) -> io::Result<Self>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (door, listener) = Door::open()?;
        let task = tokio::spawn(async move {
            if let Err(error) = pass_on(listener, stream).await {
                tracing::debug!(%error, "relay ended");
            }
        });
        Ok(Self { door, task })
    }

    /// Points `sqlx` at the door.
    pub(super) fn lead(&self, options: PgConnectOptions) -> PgConnectOptions {
        self.door.lead(options)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass_on<S>(listener: Listener, mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut peer, _) = listener.accept().await?;
    drop(listener);
    copy_bidirectional(&mut peer, &mut stream).await?;
    Ok(())
}

#[cfg(unix)]
use tokio::net::UnixListener as Listener;

#[cfg(unix)]
struct Door {
    directory: tempfile::TempDir,
}

#[cfg(unix)]
impl Door {
    fn open() -> io::Result<(Self, Listener)> {
        // 0700, so that only this user can enter.
        let directory = tempfile::Builder::new().prefix("crz").tempdir()?;
        let listener = Listener::bind(directory.path().join(".s.PGSQL.5432"))?;
        Ok((Self { directory }, listener))
    }

    fn lead(&self, options: PgConnectOptions) -> PgConnectOptions {
        options.socket(self.directory.path()).port(super::DEFAULT_PORT)
    }
}

#[cfg(not(unix))]
use tokio::net::TcpListener as Listener;

#[cfg(not(unix))]
struct Door {
    address: std::net::SocketAddr,
}

#[cfg(not(unix))]
impl Door {
    fn open() -> io::Result<(Self, Listener)> {
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((Self { address }, Listener::from_std(listener)?))
    }

    fn lead(&self, options: PgConnectOptions) -> PgConnectOptions {
        options.host(&self.address.ip().to_string()).port(self.address.port())
    }
}
