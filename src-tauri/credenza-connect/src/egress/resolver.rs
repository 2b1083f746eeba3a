//! Who turns names into addresses: a parameter, so that tests can lie and flip answers.

use async_trait::async_trait;
use std::io;
use std::net::SocketAddr;

/// Turns a host name into addresses. What it answers is not trusted; the egress guard judges it.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// All addresses of a name, in the order in which to try them.
    ///
    /// # Errors
    /// When the name does not resolve.
    async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}
