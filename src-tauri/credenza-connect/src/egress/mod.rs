//! The egress guard: the one way out to the network for every probe, HTTP or not.
//!
//! A host must be one of the connector's, its addresses must be public or approved, and what was
//! judged is what gets connected to: the vetted addresses are pinned, no second look-up happens.
//! Deliberately absent: proxies, redirects and retries. A dry run takes the straight way or fails.

mod address;
pub(crate) mod foreign;
mod resolver;
mod tcp;
pub mod tls;

pub use address::{AddressKind, classify};
pub use resolver::{Resolver, SystemResolver};
pub use tcp::{HangUp, connect};
pub use tls::{Certificate, TlsRoots, TlsTrust, install_crypto_provider, tls_handshake};

use crate::stage::{Passed, StageFailure};
use credenza_model::{FailureCode, HostPort, Timestamp};
use std::net::{IpAddr, SocketAddr};

/// Where one dry run may go. Both lists are sealed with the credential.
#[derive(Debug, Clone, Default)]
pub struct EgressPolicy {
    /// The connector's hosts, exactly; nothing else is looked up.
    pub allowed: Vec<HostPort>,
    /// Of those, the ones a person approved although they are private or loopback.
    pub private_approved: Vec<HostPort>,
}

/// The network as a dry run sees it.
#[derive(Clone, Copy)]
pub struct Egress<'a> {
    /// Where it may go.
    pub policy: &'a EgressPolicy,
    /// Who turns names into addresses.
    pub resolver: &'a dyn Resolver,
    /// Whom to trust where the credential brings no authority of its own.
    pub roots: &'a TlsRoots,
    /// The moment at which certificates are judged.
    pub now: Timestamp,
}

impl Egress<'_> {
    /// [`resolve`] with this policy and resolver.
    ///
    /// # Errors
    /// As [`resolve`].
    pub async fn resolve(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Passed<Vec<SocketAddr>>, StageFailure> {
        resolve(self.policy, self.resolver, host, port).await
    }
}

impl EgressPolicy {
    /// A policy for one host and port, not private.
    #[must_use]
    pub fn only(host: &str, port: u16) -> Self {
        Self { allowed: vec![normal(host, port)], private_approved: Vec::new() }
    }

    /// The same, with the private or loopback host approved.
    #[must_use]
    pub fn approving(mut self, host: &str, port: u16) -> Self {
        self.private_approved.push(normal(host, port));
        self
    }

    /// Whether the host is one of the connector's.
    #[must_use]
    pub fn allows(&self, host: &str, port: u16) -> bool {
        let wanted = normal(host, port);
        self.allowed.iter().any(|one| normal(one.host(), one.port()) == wanted)
    }

    /// Whether a person approved this host although it is private.
    #[must_use]
    pub fn approves_private(&self, host: &str, port: u16) -> bool {
        let wanted = normal(host, port);
        self.private_approved.iter().any(|one| normal(one.host(), one.port()) == wanted)
    }

    /// Judges one address that `host:port` leads to.
    ///
    /// # Errors
    /// [`FailureCode::EgressPrivateAddress`].
    pub fn judge(&self, host: &str, port: u16, address: IpAddr) -> Result<(), StageFailure> {
        match classify(address) {
            AddressKind::Global => Ok(()),
            AddressKind::Metadata => Err(refused_metadata(host, port, address)),
            kind if self.approves_private(host, port) => {
                tracing::debug!(?kind, "approved private address");
                Ok(())
            }
            kind => Err(refused_private(host, port, address, kind)),
        }
    }
}

/// Looks a host up and judges every address it has.
///
/// # Errors
/// [`FailureCode::EgressHostNotAllowed`] when the host is not the connector's,
/// [`FailureCode::NetDns`] when it has no address, [`FailureCode::EgressPrivateAddress`] when any
/// of its addresses is not public and was not approved.
pub async fn resolve(
    policy: &EgressPolicy,
    resolver: &dyn Resolver,
    host: &str,
    port: u16,
) -> Result<Passed<Vec<SocketAddr>>, StageFailure> {
    let target = normal(host, port);
    if !policy.allows(host, port) {
        return Err(refused_host(&target));
    }
    let addresses = match target.host().parse::<IpAddr>() {
        Ok(literal) => vec![SocketAddr::new(literal, port)],
        Err(_) => resolver
            .lookup(target.host(), port)
            .await
            .map_err(|error| unresolved(&target, &error))?,
    };
    let Some(first) = addresses.first() else {
        return Err(unresolved(&target, &std::io::Error::other("it has no address")));
    };
    for address in &addresses {
        policy.judge(target.host(), port, address.ip())?;
    }
    let more = if addresses.len() > 1 {
        format!(" and {} more", addresses.len() - 1)
    } else {
        String::new()
    };
    let message = format!("{} → {}{more}{}", target.host(), first.ip(), note(first.ip()));
    Ok(Passed::new(addresses, message))
}

/// One spelling per host: a trailing dot means the same name.
fn normal(host: &str, port: u16) -> HostPort {
    HostPort::new(host.trim().trim_end_matches('.'), port)
}

fn note(address: IpAddr) -> String {
    match classify(address) {
        AddressKind::Global => String::new(),
        kind => format!(" ({}, approved)", kind.words()),
    }
}

fn refused_host(target: &HostPort) -> StageFailure {
    StageFailure::new(
        FailureCode::EgressHostNotAllowed,
        format!("{target} is not a host of this connector"),
    )
    .hint("Check the host and port; a credential is only ever shown to its own connector's hosts.")
    .field("host")
}

fn unresolved(target: &HostPort, error: &std::io::Error) -> StageFailure {
    StageFailure::new(
        FailureCode::NetDns,
        format!("{} was not found: {error}", target.host()),
    )
    .hint("Check the spelling of the host, and that this computer is online (a VPN may be needed).")
    .field("host")
}

fn refused_metadata(host: &str, port: u16, address: IpAddr) -> StageFailure {
    let target = normal(host, port);
    StageFailure::new(
        FailureCode::EgressPrivateAddress,
        format!("{target} leads to {address}, a cloud provider's metadata service; this is never allowed"),
    )
    .hint("Use the host of the service itself.")
    .field("host")
}

fn refused_private(host: &str, port: u16, address: IpAddr, kind: AddressKind) -> StageFailure {
    let target = normal(host, port);
    StageFailure::new(
        FailureCode::EgressPrivateAddress,
        format!("{target} leads to {address}, a {} address, which was not approved", kind.words()),
    )
    .hint("If this is meant, approve this host and port. The secret will be sent there.")
    .field("host")
    .asking_for(target)
}

#[cfg(test)]
mod tests;
