//! PostgreSQL's own way into TLS: one request, one byte of answer, then the handshake
//! (manual, "SSL Session Encryption").

use super::{PostgresTarget, TlsMode, hung_up};
use crate::egress::tls::parse_authorities;
use crate::egress::{Egress, TlsRoots, TlsTrust, tls_handshake};
use crate::stage::{Passed, StageFailure};
use credenza_model::FailureCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Length 8, then the request code 80877103.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// The stream on which the login will travel.
pub(super) enum Wire {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// Asks for TLS and does the handshake, as the target's mode says.
pub(super) async fn negotiate(
    mut stream: TcpStream,
    target: &PostgresTarget,
    egress: &Egress<'_>,
) -> Result<Passed<Wire>, StageFailure> {
    let trust = trust(target, egress)?;
    stream.write_all(&SSL_REQUEST).await.map_err(|error| hung_up(&error))?;
    // Exactly one byte: anything a man in the middle adds behind it goes into the handshake and
    // breaks it (CVE-2021-23222).
    match stream.read_u8().await.map_err(|error| hung_up(&error))? {
        b'S' => {
            let passed = tls_handshake(stream, &target.host, &trust, egress.now).await?;
            Ok(passed.map(|secured| Wire::Encrypted(Box::new(secured.stream))))
        }
        b'N' if matches!(target.tls_mode, TlsMode::Allow | TlsMode::Prefer) => {
            Ok(unencrypted(stream))
        }
        b'N' => Err(no_tls()),
        _ => Err(StageFailure::new(
            FailureCode::ProviderUnexpected,
            "The server does not speak PostgreSQL",
        )
        .hint("Check the port; PostgreSQL's is 5432.")
        .field("port")),
    }
}

fn unencrypted(stream: TcpStream) -> Passed<Wire> {
    let mut passed =
        Passed::new(Wire::Plain(stream), "Not encrypted: the server does not offer TLS");
    passed.warning = Some(
        "Anyone on the way can read this connection. Turn TLS on at the server and choose the TLS mode that checks certificate and name (verify-full)."
            .to_owned(),
    );
    passed
}

fn no_tls() -> StageFailure {
    StageFailure::new(FailureCode::TlsFailed, "The server does not offer TLS")
        .hint("Turn TLS on at the server (ssl = on), or choose another TLS mode if the network is trusted.")
        .field("tls_mode")
}

fn trust(target: &PostgresTarget, egress: &Egress<'_>) -> Result<TlsTrust, StageFailure> {
    let given = target.ca_certificate.as_deref().map(str::trim).filter(|pem| !pem.is_empty());
    if let Some(pem) = given {
        // Before anything is asked of the server, and in every mode.
        parse_authorities(pem.as_bytes())?;
    }
    match (target.tls_mode, given) {
        // As libpq: `require` with an authority at hand is as strict as `verify-ca`.
        (TlsMode::VerifyCa | TlsMode::Require, Some(pem)) => Ok(TlsTrust::AnyName(pem.as_bytes().to_vec())),
        (TlsMode::VerifyFull, Some(pem)) => Ok(TlsTrust::Verified(TlsRoots::Pem(pem.as_bytes().to_vec()))),
        (TlsMode::VerifyFull, None) => Ok(TlsTrust::Verified(egress.roots.clone())),
        (TlsMode::VerifyCa, None) => {
            Err(StageFailure::new(FailureCode::TlsFailed, "The TLS mode verify-ca needs the authority's certificate")
                .hint("Paste the CA certificate, or choose the TLS mode that checks certificate and name (verify-full), which trusts this computer's authorities.")
                .field("ca_certificate"))
        }
        _ => Ok(TlsTrust::EncryptionOnly),
    }
}
