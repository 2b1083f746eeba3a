//! What a certificate says, for people. It decides nothing; the verifier does.

use crate::egress::foreign::one_line;
use credenza_model::Timestamp;
use rustls::pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

/// A server's certificate, as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it names (X.500).
    pub subject: String,
    /// Who signed it (X.500).
    pub issuer: String,
    /// The hosts and addresses it is for.
    pub names: Vec<String>,
    /// From when.
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
    /// SHA-256 of the whole certificate, as `AB:CD:…`.
    pub fingerprint: String,
}

impl Certificate {
    /// Reads a DER certificate; `None` when it is malformed.
    #[must_use]
    pub fn read(der: &CertificateDer<'static>) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let validity = parsed.validity();
        Some(Self {
            subject: one_line(&parsed.subject().to_string()),
            issuer: one_line(&parsed.issuer().to_string()),
            names: names_of(&parsed),
            not_before: Timestamp::from_millis(
                validity.not_before.timestamp().saturating_mul(1000),
            ),
            not_after: Timestamp::from_millis(validity.not_after.timestamp().saturating_mul(1000)),
            fingerprint: fingerprint(der),
        })
    }

    /// Whether it is signed by itself.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        self.subject == self.issuer
    }
}

fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let text = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(one_line(name)),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    };
    extension.value.general_names.iter().filter_map(text).collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from).ok();
    v4.or_else(|| <[u8; 16]>::try_from(bytes).map(IpAddr::from).ok())
}

fn fingerprint(der: &[u8]) -> String {
    let digest = Sha256::digest(der);
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// A day as people write it: `3 Mar 2027`.
pub(super) fn day(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.as_millis())
        .map_or_else(|_| at.to_string(), |instant| instant.strftime("%-d %b %Y").to_string())
}
