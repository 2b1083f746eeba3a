//! Everything an OAuth request takes from outside.

use crate::egress::{Egress, EgressPolicy, Resolver, TlsRoots};
use crate::http::{Answer, Pinned, ProbeRequest};
use crate::stage::{Limits, StageFailure};
use credenza_model::{FailureCode, HostPort, Timestamp};
use std::time::Duration;

/// Where 256 unguessable bits come from; `None` when the operating system has none.
pub type Random<'a> = &'a (dyn Fn() -> Option<[u8; 32]> + Send + Sync);

/// The operating system gives no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

/// The surroundings of one OAuth request.
#[derive(Clone, Copy)]
pub struct OAuthContext<'a> {
    /// Hosts that a person approved although they are private or loopback.
    pub private_approved: &'a [HostPort],
    /// Turns names into addresses.
    pub resolver: &'a dyn Resolver,
    /// Whom to trust.
    pub roots: &'a TlsRoots,
    /// The moment at which the request starts; expiries count from here.
    pub now: Timestamp,
    /// How long it may take; see [`OAuthContext::LIMITS`].
    pub limits: Limits,
    /// For ids of requests and assertions.
    pub random: Random<'a>,
}

impl OAuthContext<'_> {
    /// 10 s to connect, 20 s in all. A refresh lease must live longer than that.
    pub const LIMITS: Limits =
        Limits { stage: Duration::from_secs(10), total: Duration::from_secs(20) };

    /// 16 random bytes; zeros without randomness, where only an id is made of them.
    pub(crate) fn request_id(&self) -> [u8; 16] {
        let bytes = (self.random)().unwrap_or_default();
        std::array::from_fn(|index| bytes[index])
    }
}

/// Sends a request through the egress guard: only to hosts of the policy, at addresses that were vetted.
///
/// # Errors
/// What the guard, the network or TLS has to say.
pub(crate) async fn send(
    policy: &EgressPolicy,
    context: &OAuthContext<'_>,
    request: &ProbeRequest,
) -> Result<Answer, StageFailure> {
    let egress =
        Egress { policy, resolver: context.resolver, roots: context.roots, now: context.now };
    let host = request.url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = request.url.port_or_known_default().unwrap_or_default();
    if request.url.scheme() != "https" && !policy.approves_private(host, port) {
        return Err(StageFailure::new(
            FailureCode::EgressHostNotAllowed,
            format!("{host} is asked for a token over plain HTTP, which was not approved"),
        ));
    }
    let found = egress.resolve(host, port).await?;
    let pinned = Pinned::new(&request.url, &found.value, &egress, context.limits)?;
    pinned.send(request).await
}
