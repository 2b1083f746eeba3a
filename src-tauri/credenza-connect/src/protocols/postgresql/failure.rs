//! What PostgreSQL's error codes (SQLSTATE, manual appendix A) mean for a person.

use super::PostgresTarget;
use crate::egress::foreign::one_line;
use crate::stage::StageFailure;
use credenza_model::FailureCode;

/// Why signing in failed.
pub(super) fn classify(error: &sqlx::Error, target: &PostgresTarget) -> StageFailure {
    let sqlx::Error::Database(answer) = error else {
        return transport(error);
    };
    let state = answer.code().unwrap_or_default();
    let said = one_line(answer.message());
    match &*state {
        "28P01" => rejected(target),
        "28000" => not_let_in(&said),
        "3D000" => not_found(format!("The database {} does not exist there", target.database))
            .hint("Check the spelling; names are case-sensitive.")
            .field("database"),
        "42501" => StageFailure::new(
            FailureCode::PermDenied,
            format!("{} may not connect to the database {}", target.username, target.database),
        )
        .hint("Grant it: GRANT CONNECT ON DATABASE … TO ….")
        .field("database"),
        "53300" => StageFailure::new(
            FailureCode::ProviderUnavailable,
            format!("Too many connections: {said}"),
        )
        .hint("Wait for others to disconnect, or raise the limit of the server or of the role."),
        "57P03" => StageFailure::new(
            FailureCode::ProviderUnavailable,
            format!("The server is not ready: {said}"),
        )
        .hint("It is starting up or shutting down. Try again in a moment."),
        _ => by_class(&state, &said),
    }
}

/// Why a catalogue query failed.
pub(super) fn classify_query(error: &sqlx::Error) -> StageFailure {
    match error {
        sqlx::Error::Database(answer) => {
            by_class(&answer.code().unwrap_or_default(), &one_line(answer.message()))
        }
        _ => transport(error),
    }
}

fn rejected(target: &PostgresTarget) -> StageFailure {
    let failure = StageFailure::new(
        FailureCode::AuthRejected,
        format!("The server rejected the password for {}", target.username),
    );
    if target.password.is_none() {
        return failure
            .hint("The server asks for a password, and none was given.")
            .field("password");
    }
    failure
        .hint("Check the password and the user name. The server does not say which is wrong; an expired role looks the same.")
        .field("password")
}

/// 28000: the role may not log in, or `pg_hba.conf` has no line for it.
fn not_let_in(said: &str) -> StageFailure {
    let failure = StageFailure::new(
        FailureCode::AuthRejected,
        format!("The server does not let this user in: {said}"),
    );
    if said.contains("no encryption") {
        return failure
            .hint("The server insists on TLS: choose a TLS mode from Required (require) on.")
            .field("tls_mode");
    }
    failure
        .hint("Check the user name, that the role has LOGIN, and that pg_hba.conf has a line for it from here.")
        .field("username")
}

fn not_found(message: String) -> StageFailure {
    StageFailure::new(FailureCode::TargetNotFound, message)
}

fn by_class(state: &str, said: &str) -> StageFailure {
    let message = format!("The server answered: {said} (SQLSTATE {state})");
    match state.get(..2).unwrap_or_default() {
        "28" => StageFailure::new(FailureCode::AuthRejected, message).field("username"),
        "42" => StageFailure::new(FailureCode::PermDenied, message)
            .hint("The role is signed in, but may not do this. Ask the database's owner."),
        "53" | "57" | "58" => StageFailure::new(FailureCode::ProviderUnavailable, message)
            .hint("The server has trouble of its own. Try again later."),
        "08" => StageFailure::new(FailureCode::NetClosed, message)
            .hint("The server or a pooler before it refused the connection.")
            .field("database"),
        _ => StageFailure::new(FailureCode::ProviderUnexpected, message)
            .hint("See the SQLSTATE in PostgreSQL's manual, appendix A."),
    }
}

fn transport(error: &sqlx::Error) -> StageFailure {
    match error {
        sqlx::Error::Io(error) => super::hung_up(error),
        sqlx::Error::Protocol(said) => StageFailure::new(
            FailureCode::ProviderUnexpected,
            format!("The server's answer makes no sense: {}", one_line(said)),
        )
        .hint("Check that host and port are those of a PostgreSQL server.")
        .field("port"),
        other => StageFailure::new(
            FailureCode::ProviderUnexpected,
            format!("The driver gave up: {}", one_line(&other.to_string())),
        ),
    }
}
