//! Why a handshake failed, in words a person can act on.

use super::Certificate;
use super::certificate::day;
use crate::stage::StageFailure;
use credenza_model::FailureCode;
use rustls::{CertificateError, Error, OtherError};
use std::io;

pub(super) fn unusable(error: &Error) -> StageFailure {
    StageFailure::new(FailureCode::TlsFailed, format!("TLS cannot be set up on this computer: {error}"))
        .hint("Check that the operating system's certificate store is installed (on Debian: ca-certificates).")
}

pub(super) fn not_a_name(host: &str) -> StageFailure {
    StageFailure::new(
        FailureCode::TlsNameMismatch,
        format!("No certificate can be for the name '{host}'"),
    )
    .hint("Give the host's name as it stands in its certificate.")
    .field("host")
}

/// Turns the error of a handshake into a stage's failure.
pub(super) fn classify(error: &io::Error, host: &str, shown: Option<&Certificate>) -> StageFailure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(reason)) => certificate(reason, host, shown),
        Some(Error::InvalidMessage(_)) => {
            StageFailure::new(FailureCode::TlsFailed, "The server does not speak TLS on this port")
                .hint("Check the port, and whether TLS starts at once or only after a request (STARTTLS).")
                .field("port")
        }
        Some(Error::AlertReceived(alert)) => {
            StageFailure::new(FailureCode::TlsFailed, format!("The server ended the TLS handshake: {alert:?}"))
                .hint("It may ask for a client certificate, or offer only outdated versions (TLS 1.2 is the least).")
        }
        Some(other) => StageFailure::new(FailureCode::TlsFailed, format!("The TLS handshake failed: {other}"))
            .hint("The server may offer only outdated versions or ciphers; TLS 1.2 is the least."),
        None => {
            StageFailure::new(FailureCode::TlsFailed, format!("The connection ended during the TLS handshake: {error}"))
                .hint("Check the port, and whether the server accepts TLS there.")
                .field("port")
        }
    }
}

fn certificate(reason: &CertificateError, host: &str, shown: Option<&Certificate>) -> StageFailure {
    use CertificateError as E;
    match reason {
        E::Expired | E::ExpiredContext { .. } => {
            dated("has expired", "on", shown.map(|c| c.not_after))
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            dated("is not valid yet", "but from", shown.map(|c| c.not_before))
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => mismatch(host, shown),
        E::UnknownIssuer | E::BadSignature | E::Revoked | E::Other(OtherError(_)) => {
            untrusted(reason, shown)
        }
        _ => untrusted(reason, shown),
    }
}

fn dated(what: &str, joint: &str, when: Option<credenza_model::Timestamp>) -> StageFailure {
    let when = when.map(|at| format!(" ({joint} {})", day(at))).unwrap_or_default();
    StageFailure::new(FailureCode::TlsExpired, format!("The server's certificate {what}{when}"))
        .hint("Its operator must renew it. If the date surprises you, check this computer's clock.")
        .field("host")
}

fn mismatch(host: &str, shown: Option<&Certificate>) -> StageFailure {
    let names = match shown {
        Some(certificate) if !certificate.names.is_empty() => certificate.names.join(", "),
        Some(certificate) => format!("no host by name (its subject is {})", certificate.subject),
        None => "another name".to_owned(),
    };
    StageFailure::new(
        FailureCode::TlsNameMismatch,
        format!("The server's certificate is for {names}, not for {host}"),
    )
    .hint("Use the host name that stands in the certificate.")
    .field("host")
}

fn untrusted(reason: &CertificateError, shown: Option<&Certificate>) -> StageFailure {
    let message = match shown {
        Some(certificate) if certificate.is_self_signed() => format!(
            "The server's certificate is self-signed ({}, SHA-256 {})",
            certificate.subject, certificate.fingerprint
        ),
        Some(certificate) if matches!(reason, CertificateError::UnknownIssuer) => format!(
            "The server's certificate is signed by an unknown authority ({}, SHA-256 {})",
            certificate.issuer, certificate.fingerprint
        ),
        _ => format!("The server's certificate is not trusted: {reason}"),
    };
    StageFailure::new(FailureCode::TlsUntrusted, message)
        .hint("If you know the server, give its authority's certificate (CA certificate), or install it on this computer.")
        .field("ca_certificate")
}
