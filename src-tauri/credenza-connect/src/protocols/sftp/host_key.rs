//! The server's host key: trusted when pinned or accepted, and looked at before any secret is shown.

use super::{SftpTarget, broken};
use crate::egress::foreign::one_line;
use crate::stage::{Passed, StageFailure};
use credenza_model::FailureCode;
use russh::client::{Config, Handle, Handler, connect_stream};
use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PublicKeyOrCertificate};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpStream;

/// Host key algorithms, best first. SHA-1 signatures are not among them.
const HOST_KEYS: [Algorithm; 6] = [
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
    Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
    Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
];

/// The fingerprints that may be.
#[derive(Debug, Clone, Default)]
pub(super) struct Expected {
    pinned: Option<String>,
    accepted: Option<String>,
    place: String,
}

impl Expected {
    pub(super) fn of(target: &SftpTarget) -> Self {
        let tidy = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(|text| {
                let digest = text.strip_prefix("SHA256:").unwrap_or(text);
                format!("SHA256:{}", digest.trim_end_matches('='))
            })
        };
        Self {
            pinned: tidy(&target.pinned_host_key),
            accepted: tidy(&target.accepted_host_key),
            place: format!("{}:{}", target.host, target.port),
        }
    }

    /// A key a person accepted just now counts even when another one is pinned.
    fn trusts(&self, fingerprint: &str) -> bool {
        [&self.pinned, &self.accepted].into_iter().flatten().any(|known| known == fingerprint)
    }

    fn judge(&self, seen: &Seen) -> Result<(), StageFailure> {
        let Seen { algorithm, fingerprint } = seen;
        if self.trusts(fingerprint) {
            return Ok(());
        }
        if let Some(pinned) = &self.pinned {
            return Err(StageFailure::new(
                FailureCode::HostKeyChanged,
                format!(
                    "The host key of {} has changed. It was {pinned}; now the server shows {fingerprint} ({algorithm}). \
                     Someone may be posing as the server. Nothing was sent to it.",
                    self.place
                ),
            )
            .hint("Ask the server's operator whether the key was renewed. Accept the new fingerprint only if they confirm it.")
            .field("host"));
        }
        let message = match &self.accepted {
            Some(accepted) => format!(
                "The accepted host key is {accepted}, but {} shows {fingerprint} ({algorithm})",
                self.place
            ),
            None => format!(
                "The host key of {} is not known yet: {fingerprint} ({algorithm})",
                self.place
            ),
        };
        Err(StageFailure::new(FailureCode::HostKeyUnknown, message)
            .hint("Compare the fingerprint with what the server's operator says. Accept it only if it is the same.")
            .field("host"))
    }
}

/// The key a server showed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    algorithm: String,
    fingerprint: String,
}

impl Seen {
    fn read(shown: &PublicKeyOrCertificate) -> Option<Self> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else {
            return None;
        };
        Some(Self {
            algorithm: key.algorithm().to_string(),
            fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
        })
    }
}

/// Answers russh's question about the host key, and remembers what was shown.
pub(super) struct Watcher {
    expected: Expected,
    seen: Arc<OnceLock<Seen>>,
    software: Arc<OnceLock<String>>,
}

impl Handler for Watcher {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        shown: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let Some(seen) = Seen::read(shown) else {
            return Ok(false);
        };
        // On a later key exchange the key must be the same as at first.
        let same = *self.seen.get_or_init(|| seen.clone()) == seen;
        Ok(same && self.expected.judge(&seen).is_ok())
    }

    async fn kex_done(
        &mut self,
        _: Option<&[u8]>,
        _: &russh::Names,
        session: &mut russh::client::Session,
    ) -> Result<(), Self::Error> {
        let id = String::from_utf8_lossy(session.remote_sshid());
        self.software.get_or_init(|| one_line(id.strip_prefix("SSH-2.0-").unwrap_or(&id)));
        Ok(())
    }
}

/// A server whose key is trusted.
pub(super) struct Greeted {
    pub handle: Handle<Watcher>,
    /// As it names itself: `OpenSSH_9.2p1`.
    pub software: String,
}

/// Exchanges keys with the server, if its host key may be trusted. `found` hears the fingerprint
/// in any case.
pub(super) async fn greet(
    stream: TcpStream,
    expected: &Expected,
    found: &mut Option<String>,
) -> Result<Passed<Greeted>, StageFailure> {
    let (seen, software) = (Arc::new(OnceLock::new()), Arc::new(OnceLock::new()));
    let watcher = Watcher {
        expected: expected.clone(),
        seen: Arc::clone(&seen),
        software: Arc::clone(&software),
    };
    let connected = connect_stream(Arc::new(config()), stream, watcher).await;
    let shown: Option<&Seen> = seen.get();
    *found = shown.map(|seen| seen.fingerprint.clone());
    if let Some(seen) = shown {
        expected.judge(seen)?;
    }
    let handle = connected.map_err(|error| broken(&error))?;
    let Some(seen) = shown else {
        return Err(StageFailure::new(
            FailureCode::ProviderUnexpected,
            "The server shows a host certificate, not a key",
        )
        .hint(
            "Host certificates are not supported; the server must offer a plain host key as well.",
        ));
    };
    let message = format!("{} {}", seen.algorithm, seen.fingerprint);
    let software = software.get().cloned().unwrap_or_default();
    Ok(Passed::new(Greeted { handle, software }, message))
}

fn config() -> Config {
    let mut config = Config::default();
    config.preferred.key = Cow::Borrowed(&HOST_KEYS);
    config.nodelay = true;
    config
}
