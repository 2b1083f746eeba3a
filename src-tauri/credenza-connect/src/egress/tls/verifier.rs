//! The one certificate verifier: it judges as [`TlsTrust`] says, and remembers what it was shown.
//!
//! Signatures in the handshake are always checked, so that even without a trusted authority the
//! other side must own the key of the certificate it shows.

use super::{TlsRoots, TlsTrust, failure, parse_authorities};
use crate::stage::StageFailure;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::{Arc, OnceLock};
use x509_parser::prelude::{FromDer as _, X509Certificate};

#[derive(Debug)]
enum Judge {
    Platform(rustls_platform_verifier::Verifier),
    Authorities { given: Authorities, name: Name },
    Nobody,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Checked,
    Ignored,
}

/// Authorities a person gave, as trust anchors and as they stand.
#[derive(Debug)]
struct Authorities {
    roots: RootCertStore,
    given: Vec<CertificateDer<'static>>,
}

#[derive(Debug)]
pub(super) struct Watching {
    judge: Judge,
    provider: Arc<CryptoProvider>,
    seen: Arc<OnceLock<CertificateDer<'static>>>,
}

impl Watching {
    pub(super) fn new(
        trust: &TlsTrust,
        provider: Arc<CryptoProvider>,
        seen: Arc<OnceLock<CertificateDer<'static>>>,
    ) -> Result<Self, StageFailure> {
        let judge = match trust {
            TlsTrust::Verified(TlsRoots::Platform) => {
                let platform = rustls_platform_verifier::Verifier::new(Arc::clone(&provider));
                Judge::Platform(platform.map_err(|error| failure::unusable(&error))?)
            }
            TlsTrust::Verified(TlsRoots::PlatformAnd(pem)) => {
                let platform = rustls_platform_verifier::Verifier::new_with_extra_roots(
                    parse_authorities(pem)?,
                    Arc::clone(&provider),
                );
                Judge::Platform(platform.map_err(|error| failure::unusable(&error))?)
            }
            TlsTrust::Verified(TlsRoots::Pem(pem)) => {
                Judge::Authorities { given: Authorities::read(pem)?, name: Name::Checked }
            }
            TlsTrust::AnyName(pem) => {
                Judge::Authorities { given: Authorities::read(pem)?, name: Name::Ignored }
            }
            TlsTrust::EncryptionOnly => Judge::Nobody,
        };
        Ok(Self { judge, provider, seen })
    }
}

impl Authorities {
    fn read(pem: &[u8]) -> Result<Self, StageFailure> {
        let given = parse_authorities(pem)?;
        let mut roots = RootCertStore::empty();
        // One that is no authority can still be the server's own certificate, below.
        roots.add_parsable_certificates(given.iter().cloned());
        Ok(Self { roots, given })
    }

    fn judge(
        &self,
        shown: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
        provider: &CryptoProvider,
    ) -> Result<(), Error> {
        // PostgreSQL's manual makes a self-signed server.crt its own root.crt, which no path
        // validation accepts: the very certificate a person gave is trusted as it stands.
        if self.given.iter().any(|given| given == shown) {
            return in_date(shown, now);
        }
        verify_server_cert_signed_by_trust_anchor(
            &ParsedCertificate::try_from(shown)?,
            &self.roots,
            intermediates,
            now,
            provider.signature_verification_algorithms.all,
        )
    }
}

fn in_date(shown: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let bad = |_| Error::InvalidCertificate(CertificateError::BadEncoding);
    let (_, parsed) = X509Certificate::from_der(shown).map_err(bad)?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now > parsed.validity().not_after.timestamp() {
        Err(Error::InvalidCertificate(CertificateError::Expired))
    } else if now < parsed.validity().not_before.timestamp() {
        Err(Error::InvalidCertificate(CertificateError::NotValidYet))
    } else {
        Ok(())
    }
}

impl ServerCertVerifier for Watching {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // A second certificate on the same connection (renegotiation) does not exist here.
        let _ = self.seen.set(end_entity.clone().into_owned());
        match &self.judge {
            Judge::Platform(platform) => platform.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            ),
            Judge::Authorities { given, name } => {
                given.judge(end_entity, intermediates, now, &self.provider)?;
                if *name == Name::Checked {
                    verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            Judge::Nobody => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
