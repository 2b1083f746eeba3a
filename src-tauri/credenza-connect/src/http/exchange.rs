//! Sending one request to vetted addresses, and reading no more of the answer than is allowed.
//!
//! Deliberately absent: redirects, proxies, cookies, retries, connection reuse between dry runs.

use super::answer::Answer;
use super::request::ProbeRequest;
use crate::egress::{Egress, TlsTrust, tls};
use crate::stage::{Limits, StageFailure};
use credenza_model::FailureCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use url::{Origin, Url};

/// How much of an answer is read, in bytes after decompression.
pub const LARGEST_ANSWER: usize = 1 << 20;

/// One origin at the addresses that were vetted for it; requests go there and nowhere else.
pub struct Pinned {
    client: Client,
    origin: Origin,
}

impl Pinned {
    /// A way to `url`'s origin through these addresses only.
    ///
    /// # Errors
    /// When the trusted authorities cannot be read.
    pub fn new(
        url: &Url,
        addresses: &[SocketAddr],
        egress: &Egress<'_>,
        limits: Limits,
    ) -> Result<Self, StageFailure> {
        let mut config = tls::client_config(&TlsTrust::Verified(egress.roots.clone()), egress.now)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let client = Client::builder()
            .tls_backend_preconfigured(config)
            .dns_resolver(Arc::new(Vetted(addresses.to_vec())))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(limits.stage)
            .timeout(limits.total)
            .build()
            .map_err(|error| unusable(&error))?;
        Ok(Self { client, origin: url.origin() })
    }

    /// Whether `url` is of this origin.
    #[must_use]
    pub fn leads_to(&self, url: &Url) -> bool {
        self.origin == url.origin()
    }

    /// Sends one request and reads its answer, up to [`LARGEST_ANSWER`].
    ///
    /// # Errors
    /// When the other side cannot be reached, hangs up, or sends what cannot be decompressed.
    pub async fn send(&self, request: &ProbeRequest) -> Result<Answer, StageFailure> {
        self.send_for(request, LARGEST_ANSWER).await
    }

    /// As [`Pinned::send`], and reads no more than `most` bytes of the answer's body.
    ///
    /// # Errors
    /// As [`Pinned::send`].
    pub async fn send_for(
        &self,
        request: &ProbeRequest,
        most: usize,
    ) -> Result<Answer, StageFailure> {
        if !self.leads_to(&request.url) {
            return Err(StageFailure::new(
                FailureCode::EgressHostNotAllowed,
                "The request would leave the host that was checked",
            ));
        }
        let mut builder = self
            .client
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone());
        if let Some(body) = &request.body {
            builder = builder.body(body.to_vec());
        } else if request.method == http::Method::POST || request.method == http::Method::PUT {
            // Several servers answer 411 to a POST that does not say that it is empty.
            builder = builder.header(http::header::CONTENT_LENGTH, "0");
        }
        let response = builder.send().await.map_err(|error| unsent(&error.without_url()))?;
        read(response, most).await
    }
}

async fn read(mut response: Response, most: usize) -> Result<Answer, StageFailure> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    let mut truncated = false;
    while let Some(chunk) = response.chunk().await.map_err(|error| unread(&error.without_url()))? {
        let room = most - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            truncated = true;
            break;
        }
    }
    Ok(Answer { status, headers, body, truncated })
}

/// Answers every look-up with the addresses that the egress guard judged.
struct Vetted(Vec<SocketAddr>);

impl Resolve for Vetted {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses = self.0.clone();
        Box::pin(async move { Ok(Box::new(addresses.into_iter()) as Addrs) })
    }
}

fn unusable(error: &reqwest::Error) -> StageFailure {
    tracing::debug!(%error, "no HTTP client");
    StageFailure::new(FailureCode::TlsFailed, "No connection can be set up on this computer")
        .hint("Check the certificate authorities of this credential and of the operating system.")
}

fn unsent(error: &reqwest::Error) -> StageFailure {
    // Before there was a connection nothing was sent, which renewals have to know.
    if error.is_timeout() && !error.is_connect() {
        return timed_out();
    }
    match io_kind(error) {
        Some(io::ErrorKind::ConnectionRefused) => {
            StageFailure::new(FailureCode::NetRefused, "The server refused a second connection")
                .hint("Try again in a moment; the service may be restarting.")
        }
        _ if error.is_connect() => {
            StageFailure::new(FailureCode::NetUnreachable, "The connection could not be made again")
                .hint("Try again in a moment; check the network connection if it stays so.")
        }
        _ => hung_up(),
    }
}

fn unread(error: &reqwest::Error) -> StageFailure {
    if error.is_timeout() {
        return timed_out();
    }
    if error.is_decode() && io_kind(error) != Some(io::ErrorKind::ConnectionReset) {
        return StageFailure::new(
            FailureCode::ProviderUnexpected,
            "The answer broke off or cannot be decompressed",
        )
        .hint("Try again in a moment; a proxy between here and there may damage answers.");
    }
    hung_up()
}

fn timed_out() -> StageFailure {
    StageFailure::new(
        FailureCode::NetTimeout,
        "The server took the request but did not answer in time",
    )
    .hint("Try again in a moment; the provider may be slow or overloaded.")
}

fn hung_up() -> StageFailure {
    StageFailure::new(FailureCode::NetClosed, "The server closed the connection before it answered")
        .hint("Check the address and port; a server that does not speak HTTP there hangs up like this.")
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut source = error.source();
    while let Some(one) = source {
        if let Some(error) = one.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        source = one.source();
    }
    None
}
