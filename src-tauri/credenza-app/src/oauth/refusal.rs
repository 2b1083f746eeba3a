//! What a provider, or a callback, has against a sign-in, for people and programs.

use credenza_connect::oauth::{CallbackRefusal, TokenFailure, TransportKind};
use credenza_model::FailureCode;
use credenza_protocol::{ErrorCode, Failure};
use serde_json::json;

/// A callback that was not accepted.
pub(crate) fn callback_failure(refusal: &CallbackRefusal) -> Failure {
    use CallbackRefusal as R;
    let (code, text) = match refusal {
        R::Denied { .. } => {
            (ErrorCode::SignInDenied, "You declined access. Nothing was saved".to_owned())
        }
        R::Expired => (ErrorCode::SignInTimedOut, capital(&refusal.to_string())),
        R::Refused { .. } | R::NoCode => (ErrorCode::SignInRefused, capital(&refusal.to_string())),
        R::NoState | R::WrongState => {
            (ErrorCode::SignInForeign, "This sign-in did not start here".to_owned())
        }
        R::NoIssuer { .. } | R::WrongIssuer { .. } | R::WrongSignature => {
            (ErrorCode::SignInForeign, capital(&refusal.to_string()))
        }
        R::Unreadable | R::WrongAddress => {
            (ErrorCode::RequestInvalid, capital(&refusal.to_string()))
        }
    };
    let failure = Failure::new(code, text).hint(refusal.hint());
    failure.details(json!({"reason": refusal.code(), "quote": refusal.quote()}))
}

/// A token endpoint that gave no token.
pub(crate) fn token_failure(error: &TokenFailure) -> Failure {
    Failure::new(ErrorCode::SignInRefused, capital(&error.to_string()))
        .hint(error.hint())
        .details(json!({"reason": error.code(), "quote": error.quote()}))
}

/// Why a renewal failed, as a credential's state has it.
pub(crate) fn failure_code(error: &TokenFailure) -> FailureCode {
    match error {
        TokenFailure::InvalidGrant { .. } => FailureCode::AuthRevoked,
        TokenFailure::ClientConfiguration { .. } | TokenFailure::NotMade { .. } => {
            FailureCode::OAuthClientRejected
        }
        TokenFailure::Denied { .. } => FailureCode::PermDenied,
        TokenFailure::Transport { kind, .. } => match kind {
            TransportKind::Unreachable => FailureCode::NetUnreachable,
            TransportKind::Closed => FailureCode::NetClosed,
            TransportKind::TimedOut => FailureCode::NetTimeout,
            TransportKind::Tls => FailureCode::TlsFailed,
            TransportKind::RateLimited => FailureCode::RateLimited,
            TransportKind::Status(_) => FailureCode::ProviderUnavailable,
            TransportKind::Redirect => FailureCode::ProviderRedirected,
            _ => FailureCode::ProviderUnexpected,
        },
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
