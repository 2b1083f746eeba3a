//! Everything a dry run takes from outside: approvals, limits, clock, network, listener.

use crate::egress::{Resolver, TlsRoots};
use crate::oauth::TokenSlot;
use crate::stage::{Limits, Progress};
use credenza_model::{HostPort, Timestamp};
use tokio_util::sync::CancellationToken;

/// The surroundings of one dry run. Nothing in it is global, so that two can differ in one process.
#[derive(Clone)]
pub struct ProbeContext<'a> {
    /// Hosts that a person approved although they are private or loopback.
    pub private_approved: &'a [HostPort],
    /// The SSH host key stored with the credential, as `SHA256:…`.
    pub pinned_host_key: Option<&'a str>,
    /// The SSH host key a person accepted just now, as `SHA256:…`.
    pub accepted_host_key: Option<&'a str>,
    /// How long it may take.
    pub limits: Limits,
    /// The person's *Cancel*.
    pub cancel: CancellationToken,
    /// Hears the stages.
    pub progress: &'a dyn Progress,
    /// Turns names into addresses.
    pub resolver: &'a dyn Resolver,
    /// Whom to trust.
    pub roots: &'a TlsRoots,
    /// The moment: certificates, signatures and expiries are judged by it.
    pub now: Timestamp,
    /// Where a token is left that was got on the way, for whoever wants to keep it.
    pub tokens: Option<&'a TokenSlot>,
    /// Where request ids come from.
    pub random: &'a (dyn Fn() -> [u8; 16] + Sync),
}
