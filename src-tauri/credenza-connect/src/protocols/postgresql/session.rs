//! A signed-in session: `sqlx` on top of the guarded, encrypted stream.

use super::negotiation::Wire;
use super::relay::Relay;
use super::{PostgresTarget, failure};
use crate::egress::HangUp;
use crate::stage::{Passed, StageFailure};
use credenza_model::FailureCode;
use secrecy::ExposeSecret as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

/// A signed-in session. Dropping it hangs up at once.
pub struct Session {
    connection: PgConnection,
    _relay: Relay,
    _hang_up: HangUp,
}

impl Session {
    pub(super) async fn sign_in(
        wire: Wire,
        hang_up: HangUp,
        target: &PostgresTarget,
    ) -> Result<Passed<Self>, StageFailure> {
        let relay = match wire {
            Wire::Plain(stream) => Relay::before(stream),
            Wire::Encrypted(stream) => Relay::before(stream),
        };
        let relay = relay.map_err(|error| no_relay(&error))?;
        let connection = relay
            .lead(options(target))
            .connect()
            .await
            .map_err(|error| failure::classify(&error, target))?;
        let message = format!("Signed in as {}", target.username);
        Ok(Passed::new(Self { connection, _relay: relay, _hang_up: hang_up }, message))
    }

    /// The connection, for statements. Statement logging is off.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Says goodbye; the server need not notice a broken line.
    pub async fn close(self) {
        let Self { connection, .. } = self;
        if let Err(error) = connection.close().await {
            tracing::debug!(%error, "goodbye was not heard");
        }
    }
}

fn options(target: &PostgresTarget) -> PgConnectOptions {
    // Exposed to be sent to the server, by SCRAM where it can. The empty text keeps `sqlx` from
    // taking a password out of the environment.
    let password = target.password.as_ref().map_or("", |password| password.expose_secret());
    PgConnectOptions::new_without_pgpass()
        .username(&target.username)
        .password(password)
        .database(&target.database)
        .ssl_mode(PgSslMode::Disable) // TLS is done already, around the relay.
        .application_name("credenza")
        // Connection poolers refuse parameters they do not know.
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging()
}

fn no_relay(error: &std::io::Error) -> StageFailure {
    StageFailure::new(FailureCode::NetUnreachable, format!("The driver cannot be started: {error}"))
        .hint("Check that the temporary directory of this computer can be written.")
}
