//! Names and addresses as the demo sees them: hosts of the sample organization lead to this computer,
//! all others to where they always do.

use crate::api::is_played;
use async_trait::async_trait;
use credenza_app::Resolver;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Names below it belong to the demo (RFC 2606: nobody else's).
pub(crate) const DOMAIN: &str = "demo.example";
/// The database server.
pub(crate) const DATABASE_HOST: &str = "db.demo.example";
/// A database server that is switched off once it was used.
pub(crate) const OLD_DATABASE_HOST: &str = "legacy-db.demo.example";
/// Nothing listens here.
pub(crate) const CLOSED_HOST: &str = "refused.demo.example";
/// Answers with a certificate for other names.
pub(crate) const UNTRUSTED_HOST: &str = "untrusted.demo.example";

/// The demo's resolver.
pub(crate) struct DemoNetwork {
    elsewhere: Arc<dyn Resolver>,
    routes: Mutex<HashMap<String, SocketAddr>>,
}

/// The name that stands for every host the API plays.
const API: &str = "*";

impl DemoNetwork {
    /// A network without hosts of its own yet.
    pub(crate) fn new(elsewhere: Arc<dyn Resolver>) -> Self {
        Self { elsewhere, routes: Mutex::default() }
    }

    /// Leads every host that the API plays to `address`.
    pub(crate) fn lead_providers(&self, address: SocketAddr) {
        self.lead(API, address);
    }

    /// Leads one host to `address`, whatever the port.
    pub(crate) fn lead(&self, host: &str, address: SocketAddr) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        routes.insert(host.to_owned(), address);
    }

    fn find(&self, host: &str) -> Option<SocketAddr> {
        let name = if is_played(host) || host == UNTRUSTED_HOST { API } else { host };
        self.routes.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }
}

#[async_trait]
impl Resolver for DemoNetwork {
    async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let host = host.to_ascii_lowercase();
        if let Some(address) = self.find(&host) {
            return Ok(vec![address]);
        }
        if host.ends_with(DOMAIN) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the demo has no such host"));
        }
        self.elsewhere.lookup(&host, port).await
    }
}
