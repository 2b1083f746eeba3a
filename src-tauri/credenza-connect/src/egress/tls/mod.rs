//! TLS for every probe: whom to trust, the handshake, and what the certificate says.
//!
//! Every configuration names its crypto provider (`ring`) and its clock. Deliberately absent:
//! client certificates, and any way to switch verification off except [`TlsTrust::EncryptionOnly`],
//! which only PostgreSQL's `prefer` and `require` ask for.

mod certificate;
mod failure;
mod verifier;

pub use certificate::Certificate;

use crate::egress::Egress;
use crate::stage::{Passed, StageFailure};
use credenza_model::{FailureCode, Timestamp};
use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A certificate that ends within this span is worth a warning.
const ENDS_SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Which authorities are trusted.
#[derive(Debug, Clone, Default)]
pub enum TlsRoots {
    /// The operating system's.
    #[default]
    Platform,
    /// Those in a PEM text, and no others.
    Pem(Vec<u8>),
    /// The operating system's, and those in a PEM text beside them.
    PlatformAnd(Vec<u8>),
}

/// How much of the other side's certificate is proven.
#[derive(Debug, Clone)]
pub enum TlsTrust {
    /// Signed by a trusted authority, in date, and for this host.
    Verified(TlsRoots),
    /// Signed by an authority of this PEM text and in date, for whatever host (`verify-ca`).
    AnyName(Vec<u8>),
    /// Encrypted, to whomever: proof against listeners, not against impostors (`require`).
    EncryptionOnly,
}

/// Makes `ring` the process's default provider, for libraries that ask for one. May be called often.
pub fn install_crypto_provider() {
    // An error means that one is installed already.
    let _ = ring::default_provider().install_default();
}

/// Checks that a text holds at least one certificate, before anything is connected.
///
/// # Errors
/// [`FailureCode::TlsFailed`] on the field `ca_certificate`.
pub fn parse_authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, StageFailure> {
    let wrong = || {
        StageFailure::new(
            FailureCode::TlsFailed,
            "The CA certificate is not a certificate in PEM form",
        )
        .hint(
            "Paste the whole block, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
        )
        .field("ca_certificate")
    };
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found.ok().filter(|list| !list.is_empty()).ok_or_else(wrong)
}

/// A client configuration for this trust, judged at `now`. For `reqwest` and other users of rustls.
///
/// # Errors
/// [`FailureCode::TlsFailed`] when the authorities cannot be read.
pub fn client_config(trust: &TlsTrust, now: Timestamp) -> Result<ClientConfig, StageFailure> {
    configure(trust, now, Arc::default())
}

fn configure(
    trust: &TlsTrust,
    now: Timestamp,
    seen: Arc<OnceLock<CertificateDer<'static>>>,
) -> Result<ClientConfig, StageFailure> {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier::Watching::new(trust, Arc::clone(&provider), seen)?;
    Ok(ClientConfig::builder_with_details(provider as Arc<CryptoProvider>, Arc::new(At(now)))
        .with_safe_default_protocol_versions()
        .map_err(|error| failure::unusable(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// A clock that stands still: one handshake, one moment.
#[derive(Debug)]
struct At(Timestamp);

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        let millis = u64::try_from(self.0.as_millis()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_millis(millis)))
    }
}

/// A finished handshake.
#[derive(Debug)]
pub struct Secured<S> {
    /// The encrypted stream.
    pub stream: TlsStream<S>,
    /// What the other side showed.
    pub certificate: Certificate,
}

/// The TLS handshake on a connected stream.
///
/// # Errors
/// [`FailureCode::TlsUntrusted`], [`FailureCode::TlsExpired`], [`FailureCode::TlsNameMismatch`],
/// [`FailureCode::TlsFailed`], each with what the certificate says.
pub async fn tls_handshake<S>(
    stream: S,
    host: &str,
    trust: &TlsTrust,
    now: Timestamp,
) -> Result<Passed<Secured<S>>, StageFailure>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let seen = Arc::new(OnceLock::new());
    let config = configure(trust, now, Arc::clone(&seen))?;
    let name = ServerName::try_from(host.trim_end_matches('.').to_owned())
        .map_err(|_| failure::not_a_name(host))?;
    let shown = || seen.get().and_then(Certificate::read);
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| failure::classify(&error, host, shown().as_ref()))?;
    let version = version_of(&stream);
    let Some(certificate) = shown() else {
        return Err(StageFailure::new(
            FailureCode::TlsFailed,
            "The server's certificate cannot be read",
        ));
    };
    Ok(describe(Secured { stream, certificate }, version, trust, now))
}

impl Egress<'_> {
    /// [`tls_handshake`] with full verification against this network's roots.
    ///
    /// # Errors
    /// As [`tls_handshake`].
    pub async fn tls_handshake<S>(
        &self,
        stream: S,
        host: &str,
    ) -> Result<Passed<Secured<S>>, StageFailure>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        tls_handshake(stream, host, &TlsTrust::Verified(self.roots.clone()), self.now).await
    }
}

fn version_of<S>(stream: &TlsStream<S>) -> &'static str {
    match stream.get_ref().1.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    }
}

fn describe<S>(
    secured: Secured<S>,
    version: &str,
    trust: &TlsTrust,
    now: Timestamp,
) -> Passed<Secured<S>> {
    let end = secured.certificate.not_after;
    let until = certificate::day(end);
    if matches!(trust, TlsTrust::EncryptionOnly) {
        let mut passed =
            Passed::new(secured, format!("{version}, encrypted, certificate not verified"));
        passed.warning = Some(
            "Anyone between here and the server could pose as it. Choose the TLS mode that checks certificate and name (verify-full) if the server's certificate allows it."
                .to_owned(),
        );
        return passed;
    }
    let left = end.since(now);
    let mut passed = Passed::new(secured, format!("{version}, certificate valid until {until}"));
    passed.ends = Some(end);
    if left < ENDS_SOON {
        let days = left.as_secs() / (24 * 60 * 60);
        passed.warning = Some(format!(
            "The server's certificate ends in {days} days. Its operator must renew it before {until}."
        ));
    }
    passed
}

#[cfg(test)]
mod tests;
