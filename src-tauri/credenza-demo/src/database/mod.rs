//! A database server for the demo: as much of PostgreSQL's protocol (version 3.0) as a dry run speaks.
//!
//! It knows its roles by their passwords and answers the questions who one is and what one may do; to
//! everything else it says that the demo has no such thing. Deliberately absent: tables, and SQL.

mod message;
mod session;

use crate::api::Accounts;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A running server; it ends when it is dropped.
pub(crate) struct DatabaseServer {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl DatabaseServer {
    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// When no port can be bound.
    pub(crate) async fn start(accounts: Arc<Accounts>, tls: TlsAcceptor) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (accounts, tls) = (accounts.clone(), tls.clone());
                // Whoever hangs up or talks something else is not answered further.
                tokio::spawn(async move { session::serve(stream, &tls, &accounts).await.ok() });
            }
        });
        Ok(Self { address, task })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for DatabaseServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
