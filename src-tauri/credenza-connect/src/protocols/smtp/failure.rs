//! What SMTP's reply codes (RFC 5321, RFC 4954) mean for a person.

use crate::egress::foreign::one_line;
use crate::stage::StageFailure;
use credenza_model::FailureCode;
use lettre::transport::smtp::Error;
use std::error::Error as _;

/// The reply code as a number: 535.
fn number(error: &Error) -> Option<u16> {
    error.status().map(u16::from)
}

fn said(error: &Error) -> String {
    one_line(&error.source().map_or_else(|| error.to_string(), ToString::to_string))
}

/// Why signing in failed.
pub(super) fn classify_login(error: &Error, username: &str) -> StageFailure {
    match number(error) {
        Some(535 | 501 | 500) => {
            StageFailure::new(FailureCode::AuthRejected, format!("The server rejected the password for {username}: {}", said(error)))
                .hint("Check user and password. Providers with two-step sign-in want an app password here.")
                .field("password")
        }
        Some(534 | 530 | 538) => {
            StageFailure::new(FailureCode::AuthRejected, format!("The server wants another way to sign in: {}", said(error)))
                .hint("Use an app password, or a connection with OAuth if the provider has switched passwords off.")
                .field("password")
        }
        Some(550 | 553 | 554) => {
            StageFailure::new(FailureCode::PermDenied, format!("The server does not let {username} in: {}", said(error)))
                .hint("Ask the provider whether SMTP is switched on for this account.")
                .field("username")
        }
        _ => classify(error),
    }
}

/// Why anything else failed.
pub(super) fn classify(error: &Error) -> StageFailure {
    match number(error) {
        Some(421 | 450..=454) => {
            StageFailure::new(FailureCode::ProviderUnavailable, format!("The server cannot now: {}", said(error)))
                .hint("Try again in a few minutes; after several failed sign-ins it may take longer.")
        }
        Some(554) => not_ready(&said(error)),
        Some(code) => {
            StageFailure::new(FailureCode::ProviderUnexpected, format!("The server answered {code}: {}", said(error)))
                .hint("Check that host and port are those of a submission server.")
        }
        None if error.is_timeout() => StageFailure::new(FailureCode::NetTimeout, "The server stopped answering"),
        None => StageFailure::new(FailureCode::NetClosed, format!("The conversation broke off: {}", said(error)))
            .hint("Check host, port and encryption: with TLS from the start it is mostly port 465, with STARTTLS 587.")
            .field("port"),
    }
}

pub(super) fn hung_up(error: &std::io::Error) -> StageFailure {
    StageFailure::new(FailureCode::NetClosed, format!("The server ended the connection: {error}"))
        .hint("Check host, port and encryption: with TLS from the start it is mostly port 465, with STARTTLS 587.")
        .field("port")
}

pub(super) fn not_ready(said: &str) -> StageFailure {
    StageFailure::new(
        FailureCode::ProviderUnavailable,
        format!("The server takes no conversation: {said}"),
    )
    .hint("It may not admit this computer's address, or have trouble of its own.")
}

pub(super) fn not_smtp() -> StageFailure {
    StageFailure::new(FailureCode::ProviderUnexpected, "The server does not speak SMTP in the clear")
        .hint("Check the port. If it expects TLS from the first byte (mostly port 465), choose TLS from the start.")
        .field("port")
}

pub(super) fn no_mechanism() -> StageFailure {
    StageFailure::new(
        FailureCode::ProviderUnexpected,
        "The server offers neither AUTH PLAIN nor AUTH LOGIN; the password was not sent",
    )
    .hint("It may offer a login only on another port, or want OAuth.")
    .field("tls")
}
