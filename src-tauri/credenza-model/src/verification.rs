//! What a dry run is made of: stages, their outcomes, and the verdict.
//!
//! There are three verdicts, not two. "Not testable" is neither proven nor broken, and nothing may
//! show it as either.

use crate::HostPort;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The stages of a dry run, in the order in which they happen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The host's name becomes addresses, and the egress guard judges them.
    Resolve,
    /// TCP.
    Connect,
    /// TLS handshake and certificate.
    Tls,
    /// SSH host key.
    HostKey,
    /// The secret is shown to the other side.
    Authenticate,
    /// Who the other side says we are.
    Identify,
    /// What we may do.
    Authorize,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 7] = [
        Self::Resolve,
        Self::Connect,
        Self::Tls,
        Self::HostKey,
        Self::Authenticate,
        Self::Identify,
        Self::Authorize,
    ];
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageOutcome {
    /// As it should be.
    Passed,
    /// As it should be, but it will not stay so, or it is limited.
    Warning,
    /// The dry run ends here.
    Failed,
    /// Does not apply here, or was never reached.
    Skipped,
}

/// Why a dry run failed: stable, for programs. Texts may change, codes do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum FailureCode {
    /// The host name does not resolve.
    #[serde(rename = "net.dns")]
    NetDns,
    /// The port answers "refused".
    #[serde(rename = "net.refused")]
    NetRefused,
    /// No route, network down, reset.
    #[serde(rename = "net.unreachable")]
    NetUnreachable,
    /// A stage or the whole took too long.
    #[serde(rename = "net.timeout")]
    NetTimeout,
    /// The other side hung up.
    #[serde(rename = "net.closed")]
    NetClosed,
    /// The address is private or loopback and was not approved.
    #[serde(rename = "egress.private_address")]
    EgressPrivateAddress,
    /// The host is not one of the connector's.
    #[serde(rename = "egress.host_not_allowed")]
    EgressHostNotAllowed,
    /// The certificate is self-signed or from an unknown authority.
    #[serde(rename = "tls.untrusted")]
    TlsUntrusted,
    /// The certificate has expired or is not valid yet.
    #[serde(rename = "tls.expired")]
    TlsExpired,
    /// The certificate is for another name.
    #[serde(rename = "tls.name_mismatch")]
    TlsNameMismatch,
    /// The server does not offer TLS, or the handshake failed otherwise.
    #[serde(rename = "tls.failed")]
    TlsFailed,
    /// The SSH host key is not known yet.
    #[serde(rename = "host_key.unknown")]
    HostKeyUnknown,
    /// The SSH host key is another than the pinned one.
    #[serde(rename = "host_key.changed")]
    HostKeyChanged,
    /// The secret was rejected.
    #[serde(rename = "auth.rejected")]
    AuthRejected,
    /// The secret was right once and has expired.
    #[serde(rename = "auth.expired")]
    AuthExpired,
    /// The provider revoked the grant, or the person did, there.
    #[serde(rename = "auth.revoked")]
    AuthRevoked,
    /// A renewal was interrupted, and the provider no longer takes the token that it began with.
    #[serde(rename = "auth.refresh_interrupted")]
    RefreshInterrupted,
    /// The provider does not know the OAuth app, or no longer takes its client secret.
    #[serde(rename = "oauth.client_rejected")]
    OAuthClientRejected,
    /// The secret is right, but may not do what the probe needs.
    #[serde(rename = "perm.denied")]
    PermDenied,
    /// The database, path, tenant or address does not exist there.
    #[serde(rename = "target.not_found")]
    TargetNotFound,
    /// Too many requests.
    #[serde(rename = "rate.limited")]
    RateLimited,
    /// The provider has trouble of its own (5xx).
    #[serde(rename = "provider.unavailable")]
    ProviderUnavailable,
    /// The answer is not what the connector expects: HTML, empty, malformed, too large.
    #[serde(rename = "provider.unexpected")]
    ProviderUnexpected,
    /// The provider answered with a redirect, which a dry run does not follow.
    #[serde(rename = "provider.redirected")]
    ProviderRedirected,
    /// The person cancelled.
    #[serde(rename = "cancelled")]
    Cancelled,
}

/// One stage of a dry run, ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageReport {
    /// Which stage.
    pub stage: Stage,
    /// How it ended.
    pub outcome: StageOutcome,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// What was seen, in a person's words, scrubbed of secrets.
    pub message: String,
    /// On failure or warning: what to do next, and where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hint: Option<String>,
    /// On failure: why, for programs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<FailureCode>,
}

/// The verdict of a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The other side accepted the credential.
    Passed,
    /// It did not, or could not be asked.
    Failed,
    /// This kind of credential cannot be proven by any harmless request.
    NotTestable,
}

/// What a dry run showed. Holds no secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verification {
    /// The verdict.
    pub outcome: Outcome,
    /// Every stage, in order.
    pub stages: Vec<StageReport>,
    /// What was asked, without secrets: `GET https://api.example.com/user`, `SELECT 1`.
    pub probe: String,
    /// Who the other side says we are: `ana@example.com`, `app_user`.
    #[serde(default)]
    pub account: Option<String>,
    /// What we may do there, as far as it says.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// When the secret ends, as far as the other side says.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// When the server's certificate ends, where there is one.
    // Absent rather than null: rows that were authenticated before it existed stay authentic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_ends: Option<Timestamp>,
    /// The fingerprint of the SSH host key that was seen (`SHA256:…`).
    #[serde(default)]
    pub host_key: Option<String>,
    /// On failure: the draft's field to look at, as a JSON Pointer (RFC 6901).
    #[serde(default)]
    pub field: Option<String>,
    /// On `egress.private_address`: the host and port that a person would have to approve. Absent
    /// where no approval helps.
    #[serde(default)]
    pub address: Option<HostPort>,
    /// On failure: how many seconds the other side asked to be left alone (`Retry-After`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Verification {
    /// When the first thing ends that this dry run knows of: the secret, or the certificate.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.expires_at.into_iter().chain(self.certificate_ends).min()
    }

    /// The stage at which it failed.
    #[must_use]
    pub fn failure(&self) -> Option<&StageReport> {
        self.stages.iter().find(|report| report.outcome == StageOutcome::Failed)
    }

    /// The code of the failure.
    #[must_use]
    pub fn failure_code(&self) -> Option<FailureCode> {
        self.failure().and_then(|report| report.code)
    }
}
