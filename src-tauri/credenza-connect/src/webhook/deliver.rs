//! One delivery: look the address up, judge it, send, read a little of the answer.

use super::sign::{SigningSecret, signatures};
use crate::egress::{AddressKind, Egress, EgressPolicy, Resolver, TlsRoots, classify};
use crate::http::{Pinned, ProbeRequest};
use crate::stage::{Limits, StageFailure};
use credenza_model::{FailureCode, HostPort, Timestamp};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

/// How much of an answer is read, in bytes.
pub const ANSWER_LIMIT: usize = 64 * 1024;

/// How long a delivery may take, from the look-up to the end of the answer.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// How long the connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// One event on its way to one webhook.
pub struct Message<'a> {
    /// The `webhook-id` header: the same on every try.
    pub id: &'a str,
    /// Where to, as [`parse_address`](super::parse_address) gave it.
    pub address: &'a Url,
    /// Loopback and private addresses that a person approved for this webhook.
    pub private: &'a [HostPort],
    /// The JSON to send.
    pub body: &'a str,
    /// What signs it: one secret, or two while one is being rotated.
    pub secrets: &'a [SigningSecret],
    /// Now: goes into the signature, and judges certificates.
    pub now: Timestamp,
}

/// The receiver's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// Its status.
    pub status: u16,
    /// How long it asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// Sends a message once. Follows no redirect and uses no proxy.
///
/// # Errors
/// When nothing could be sent, or no answer came: no address, an address that was not approved, no
/// connection, no trust, no answer in time.
pub async fn deliver(
    message: &Message<'_>,
    resolver: &dyn Resolver,
    roots: &TlsRoots,
) -> Result<Answered, StageFailure> {
    let sent = tokio::time::timeout(DEADLINE, send(message, resolver, roots)).await;
    sent.unwrap_or_else(|_| {
        let text = format!("No answer within {} s", DEADLINE.as_secs());
        Err(StageFailure::new(FailureCode::NetTimeout, text))
    })
}

async fn send(
    message: &Message<'_>,
    resolver: &dyn Resolver,
    roots: &TlsRoots,
) -> Result<Answered, StageFailure> {
    let url = message.address;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(0);
    let mut policy = EgressPolicy::only(&host, port);
    policy.private_approved = message.private.to_vec();
    let egress = Egress { policy: &policy, resolver, roots, now: message.now };
    let addresses = egress.resolve(&host, port).await?.value;
    let is_loopback = |kind| kind == AddressKind::Loopback;
    if url.scheme() != "https" && !addresses.iter().all(|one| is_loopback(classify(one.ip()))) {
        return Err(StageFailure::new(
            FailureCode::EgressPrivateAddress,
            format!("http://{host}:{port} does not lead to this computer"),
        )
        .hint("Use https://."));
    }
    let limits = Limits { stage: CONNECT, total: DEADLINE };
    let pinned = Pinned::new(url, &addresses, &egress, limits)?;
    let sent = pinned.send_for(&request(message)?, ANSWER_LIMIT).await;
    let answer = sent.map_err(in_words_of_events)?;
    Ok(Answered { status: answer.status.as_u16(), retry_after: answer.retry_after() })
}

/// A dry run connects twice, an event once.
fn in_words_of_events(failure: StageFailure) -> StageFailure {
    let message = match failure.code {
        FailureCode::NetRefused => "The receiver refused the connection",
        FailureCode::NetUnreachable => "The receiver could not be reached",
        FailureCode::NetTimeout => "The receiver did not answer in time",
        FailureCode::NetClosed => "The receiver closed the connection before it answered",
        _ => return failure,
    };
    StageFailure { message: message.to_owned(), ..failure }
}

fn request(message: &Message<'_>) -> Result<ProbeRequest, StageFailure> {
    let url = message.address.clone();
    let mut request = ProbeRequest::bare(Method::POST, url, "POST (webhook)".to_owned());
    let seconds = message.now.as_millis().div_euclid(1000).to_string();
    let signature = signatures(message.secrets, message.id, message.now, message.body);
    let own = [
        ("webhook-id", message.id),
        ("webhook-timestamp", &seconds),
        ("webhook-signature", &signature),
    ];
    for (name, text) in own {
        let value = HeaderValue::from_str(text).map_err(|_| unsendable())?;
        request.headers.insert(HeaderName::from_static(name), value);
    }
    request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let agent = concat!("Credenza/", env!("CARGO_PKG_VERSION"));
    request.headers.insert(USER_AGENT, HeaderValue::from_static(agent));
    request.body = Some(Zeroizing::new(message.body.as_bytes().to_vec()));
    Ok(request)
}

fn unsendable() -> StageFailure {
    StageFailure::new(FailureCode::ProviderUnexpected, "The event's id cannot stand in a header")
}
