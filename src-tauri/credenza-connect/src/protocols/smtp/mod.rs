//! SMTP: does the server accept this user? Nothing is sent: EHLO, STARTTLS, AUTH, NOOP, QUIT.
//!
//! A password travels encrypted or not at all: a server, or someone before it, that hides STARTTLS
//! ends the dry run. The one exception is a private host that a person approved. Deliberately
//! absent: sending, XOAUTH2 (an OAuth connection's business) and CRAM-MD5.

mod conversation;
mod failure;
mod opening;

use crate::egress::{Egress, HangUp};
use crate::protocols::reach;
use crate::stage::{DryRun, Identity, StageFailure, Stopped};
use conversation::Conversation;
use credenza_model::{FailureCode, Stage, Verification};
use opening::Opened;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;

/// The submission port (RFC 6409).
pub const DEFAULT_PORT: u16 = 587;

/// How the connection is encrypted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// In the clear first, then upgraded (RFC 3207). Mostly port 587.
    #[default]
    StartTls,
    /// From the first byte (RFC 8314). Mostly port 465.
    #[serde(rename = "implicit", alias = "tls")]
    Tls,
    /// Never. Only for private hosts a person approved.
    None,
}

/// A user and its password.
pub struct SmtpLogin {
    /// User.
    pub username: String,
    /// Password.
    pub password: SecretString,
}

/// An SMTP submission server and user. Holds a secret: no `Debug`, no `Clone`.
pub struct SmtpTarget {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Encryption.
    pub security: SmtpSecurity,
    /// Absent for a relay that trusts its network.
    pub login: Option<SmtpLogin>,
}

impl SmtpTarget {
    /// What is asked, without secrets.
    #[must_use]
    pub fn probe(&self) -> String {
        format!("AUTH, NOOP (smtp://{}:{}, no mail is sent)", self.host, self.port)
    }
}

/// Proves an SMTP credential.
pub async fn verify(target: &SmtpTarget, egress: &Egress<'_>, mut run: DryRun<'_>) -> Verification {
    let result = stages(target, egress, &mut run).await;
    run.finish(&target.probe(), result)
}

async fn stages(
    target: &SmtpTarget,
    egress: &Egress<'_>,
    run: &mut DryRun<'_>,
) -> Result<Identity, Stopped> {
    let (stream, _hang_up): (TcpStream, HangUp) =
        reach(run, egress, &target.host, target.port).await?;
    let opened = secure(stream, target, egress, run).await?;
    let mut conversation =
        run.stage(Stage::Authenticate, Conversation::begin(opened, target)).await?;
    let server = run.stage(Stage::Identify, conversation.identify()).await?;
    run.skip(Stage::Authorize, "No mail is sent, so what may be sent is not known");
    conversation.quit().await;
    let account = target.login.as_ref().map(|login| login.username.clone());
    let permissions = account.iter().map(|_| format!("submit to {server}")).collect();
    Ok(Identity { account, permissions, expires_at: None, host_key: None })
}

async fn secure(
    stream: TcpStream,
    target: &SmtpTarget,
    egress: &Egress<'_>,
    run: &mut DryRun<'_>,
) -> Result<Opened, Stopped> {
    match target.security {
        SmtpSecurity::StartTls => {
            run.stage(Stage::Tls, opening::start_tls(stream, target, egress)).await
        }
        SmtpSecurity::Tls => {
            run.stage(Stage::Tls, async {
                let passed = egress.tls_handshake(stream, &target.host).await?;
                Ok(passed.map(|secured| Opened::implicit(secured.stream)))
            })
            .await
        }
        SmtpSecurity::None
            if egress.policy.approves_private(&target.host, target.port)
                || target.login.is_none() =>
        {
            run.skip(Stage::Tls, "Not encrypted: switched off for this approved private host");
            Ok(Opened::plain(stream))
        }
        SmtpSecurity::None => run.stage(Stage::Tls, async { Err(never_in_the_clear()) }).await,
    }
}

fn never_in_the_clear() -> StageFailure {
    StageFailure::new(
        FailureCode::TlsFailed,
        "A password is never sent unencrypted to a public host",
    )
    .hint("Choose STARTTLS, or TLS from the start. Without encryption only approved private hosts are reached.")
    .field("tls")
}

#[cfg(test)]
mod tests;
