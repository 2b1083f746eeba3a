//! The demo API: one TLS port that plays every HTTP provider of the sample organization, and database
//! servers beside it. All on free loopback ports, all ended with the process or before.

mod accounts;
mod answer;
mod listener;
mod providers;

pub(crate) use accounts::{Accounts, Standing};
pub(crate) use providers::is_played;

use crate::database::DatabaseServer;
use crate::network::{CLOSED_HOST, DATABASE_HOST, DemoNetwork, OLD_DATABASE_HOST};
use axum::Router;
use credenza_model::Timestamp;
use listener::{Authority, TlsListener};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A running API; it ends when it is dropped.
pub(crate) struct DemoApi {
    accounts: Arc<Accounts>,
    authority_pem: String,
    web: JoinHandle<()>,
    _databases: [DatabaseServer; 2],
    closed: TcpSocket,
}

impl DemoApi {
    /// Starts it, and leads the hosts of its providers to it.
    ///
    /// # Errors
    /// When no port is free, or no key can be made.
    pub(crate) async fn start(now: Timestamp, network: &DemoNetwork) -> io::Result<Self> {
        let accounts = Arc::new(Accounts::default());
        let authority = Authority::make(now)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        network.lead_providers(listener.local_addr()?);
        let listener = TlsListener::spawn(listener, authority.server(providers::NAMES)?)?;
        let router = Router::new().fallback(answer::answer).with_state(accounts.clone());
        let web = tokio::spawn(async move {
            // Serving ends only with the task.
            let _ = axum::serve(listener, router).await;
        });

        let names = [DATABASE_HOST, OLD_DATABASE_HOST];
        let tls = TlsAcceptor::from(authority.server(&names)?);
        let database = DatabaseServer::start(accounts.clone(), tls.clone()).await?;
        network.lead(DATABASE_HOST, database.address());
        let old = DatabaseServer::start(accounts.clone(), tls).await?;
        network.lead(OLD_DATABASE_HOST, old.address());

        // Bound and not listening: whoever connects is refused, and nobody else gets the port.
        let closed = TcpSocket::new_v4()?;
        closed.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        network.lead(CLOSED_HOST, closed.local_addr()?);
        let authority_pem = authority.pem();
        Ok(Self { accounts, authority_pem, web, _databases: [database, old], closed })
    }

    /// The certificate of the authority that signed the providers' certificates.
    pub(crate) fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// The accounts, to change what the providers think of them.
    pub(crate) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// An address that refuses connections.
    ///
    /// # Errors
    /// When the operating system forgot the port.
    pub(crate) fn closed_address(&self) -> io::Result<SocketAddr> {
        self.closed.local_addr()
    }
}

impl Drop for DemoApi {
    fn drop(&mut self) {
        self.web.abort();
    }
}
