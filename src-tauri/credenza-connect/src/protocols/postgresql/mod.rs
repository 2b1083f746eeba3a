//! PostgreSQL: does this role get into this database, who is it there, and what may it do?
//!
//! One connection serves the whole dry run: the TLS session whose certificate is reported is the
//! one the password travels in. Deliberately absent: client certificates, Unix sockets of the
//! server, and running SQL of the user's (that is the flow engine's, on [`Session`]).

mod connection_string;
mod failure;
mod negotiation;
mod relay;
mod role;
mod session;

pub use connection_string::ConnectionStringError;
pub use session::Session;

use crate::egress::Egress;
use crate::protocols::reach;
use crate::stage::{DryRun, Identity, StageFailure, Stopped};
use credenza_model::{FailureCode, Stage, Verification};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// PostgreSQL's port.
pub const DEFAULT_PORT: u16 = 5432;

/// How the connection is encrypted, in the words of libpq's `sslmode`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// Never.
    Disable,
    /// Only if the server insists; here the same as `prefer`.
    Allow,
    /// If the server can. libpq's default.
    #[default]
    Prefer,
    /// Always, to whomever.
    Require,
    /// Always, and the certificate is signed by the given authority.
    VerifyCa,
    /// Always, and the certificate is trusted and for this host.
    VerifyFull,
}

impl FromStr for TlsMode {
    type Err = ConnectionStringError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => return Err(ConnectionStringError::Invalid("sslmode")),
        })
    }
}

/// How the person gave the target, so that a failure points at a field they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GivenAs {
    /// Field by field.
    #[default]
    Fields,
    /// As one connection string.
    ConnectionString,
}

/// A PostgreSQL server, database and role. Holds a secret: no `Debug`, no `Clone`.
pub struct PostgresTarget {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Database.
    pub database: String,
    /// Role.
    pub username: String,
    /// Password; some servers need none.
    pub password: Option<SecretString>,
    /// Encryption.
    pub tls_mode: TlsMode,
    /// Authorities to trust instead of the operating system's, PEM.
    pub ca_certificate: Option<String>,
    /// Which fields the person sees.
    pub given_as: GivenAs,
}

impl PostgresTarget {
    /// Parses a connection string: the URI or the keyword/value form of libpq. Never logged.
    ///
    /// # Errors
    /// [`ConnectionStringError`], which names the offending part and quotes nothing.
    pub fn from_connection_string(text: &SecretString) -> Result<Self, ConnectionStringError> {
        connection_string::parse(text)
    }

    /// What is asked, without secrets.
    #[must_use]
    pub fn probe(&self) -> String {
        format!("SELECT current_user (postgresql://{}:{}/{})", self.host, self.port, self.database)
    }

    /// A failure that points at the field the person has.
    fn place(&self, mut failure: StageFailure) -> StageFailure {
        let within_string = ["host", "port", "database", "username", "password", "tls_mode"];
        let field = failure.field.as_deref();
        if self.given_as == GivenAs::ConnectionString
            && field.is_some_and(|name| within_string.contains(&name))
        {
            failure.field = Some("connection_string".to_owned());
        }
        failure
    }
}

/// Proves a PostgreSQL credential.
pub async fn verify(
    target: &PostgresTarget,
    egress: &Egress<'_>,
    mut run: DryRun<'_>,
) -> Verification {
    let result = stages(target, egress, &mut run).await;
    run.finish(&target.probe(), result)
}

async fn stages(
    target: &PostgresTarget,
    egress: &Egress<'_>,
    run: &mut DryRun<'_>,
) -> Result<Identity, Stopped> {
    let (stream, hang_up) = reach(run, egress, &target.host, target.port).await?;
    let wire = if target.tls_mode == TlsMode::Disable {
        run.skip(Stage::Tls, "Not encrypted: TLS is off");
        negotiation::Wire::Plain(stream)
    } else {
        let secured = negotiation::negotiate(stream, target, egress);
        run.stage(Stage::Tls, async { secured.await.map_err(|failure| target.place(failure)) })
            .await?
    };
    let signing_in = Session::sign_in(wire, hang_up, target);
    let mut session = run
        .stage(Stage::Authenticate, async {
            signing_in.await.map_err(|failure| target.place(failure))
        })
        .await?;
    let who = run.stage(Stage::Identify, role::identify(&mut session)).await?;
    let rights = run.stage(Stage::Authorize, role::authorize(&mut session)).await?;
    session.close().await;
    Ok(Identity {
        account: Some(who),
        permissions: rights.permissions,
        expires_at: rights.expires_at,
        host_key: None,
    })
}

/// Opens a session without a dry run, for a flow's step. The same guard, the same encryption.
///
/// # Errors
/// As the stages of [`verify`].
pub async fn open(target: &PostgresTarget, egress: &Egress<'_>) -> Result<Session, StageFailure> {
    let addresses = egress.resolve(&target.host, target.port).await?.value;
    let (stream, hang_up) =
        crate::egress::HangUp::on(crate::egress::connect(&addresses).await?.value)?;
    let wire = if target.tls_mode == TlsMode::Disable {
        negotiation::Wire::Plain(stream)
    } else {
        negotiation::negotiate(stream, target, egress)
            .await
            .map_err(|failure| target.place(failure))?
            .value
    };
    let session =
        Session::sign_in(wire, hang_up, target).await.map_err(|failure| target.place(failure))?;
    Ok(session.value)
}

fn hung_up(error: &std::io::Error) -> StageFailure {
    StageFailure::new(FailureCode::NetClosed, format!("The server ended the connection: {error}"))
        .hint("Check that host and port are those of a PostgreSQL server.")
        .field("port")
}
