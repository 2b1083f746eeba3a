//! What went wrong at a token endpoint, in the four classes that decide what becomes of a credential
//! (SECURITY 3.2). No text here ever holds a token: quotations are scrubbed of everything that was sent.

use std::fmt;
use std::time::Duration;

/// A token request without a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFailure {
    /// The grant has ended: the code or refresh token is expired, revoked or used. Only a person can sign in anew.
    InvalidGrant {
        /// The provider's words.
        quote: Option<String>,
    },
    /// The OAuth app is at fault, and with it every credential that uses it.
    ClientConfiguration {
        /// The provider's error code: `invalid_client`, `unauthorized_client`, `invalid_scope`, …
        error: String,
        /// The provider's words.
        quote: Option<String>,
    },
    /// The provider or the person refused.
    Denied {
        /// The provider's error code.
        error: String,
        /// The provider's words.
        quote: Option<String>,
    },
    /// Nothing was learned about the grant: it stays as it is, and the request is made again later.
    Transport {
        /// What happened.
        kind: TransportKind,
        /// How long the provider asks to be left alone; at most an hour.
        retry_after: Option<Duration>,
        /// The provider's words, or ours.
        quote: Option<String>,
    },
    /// The request could not be made from the values.
    NotMade {
        /// Why, in a sentence.
        reason: String,
    },
}

/// Why nothing was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransportKind {
    /// No connection: nothing was sent.
    Unreachable,
    /// The connection broke after the request was sent, before there was a complete answer.
    Closed,
    /// No complete answer in time.
    TimedOut,
    /// No secure connection.
    Tls,
    /// A status that says nothing about the grant.
    Status(u16),
    /// Asked too often.
    RateLimited,
    /// Sent elsewhere; secrets do not follow.
    Redirect,
    /// A web page.
    Html,
    /// Nothing.
    Empty,
    /// More than a token answer can be.
    TooLarge,
    /// Not JSON, or cut off.
    Malformed,
    /// Another content type.
    WrongType,
    /// An answer without a token.
    NoToken,
    /// A token that cannot be one: too long, or with characters that no header can carry.
    BadToken,
    /// An error that the standard does not know, or one that came with a success.
    UnknownError,
}

impl TransportKind {
    const fn words(self) -> &'static str {
        match self {
            Self::Unreachable => "the token endpoint cannot be reached",
            Self::Closed => "the token endpoint closed the connection before it answered",
            Self::TimedOut => "the token endpoint did not answer in time",
            Self::Tls => "the token endpoint cannot be reached securely",
            Self::Status(_) => "the token endpoint is out of order",
            Self::RateLimited => "the token endpoint is asked too often",
            Self::Redirect => "the token endpoint sends the request elsewhere",
            Self::Html => "a web page came instead of a token",
            Self::Empty => "an empty answer came instead of a token",
            Self::TooLarge => "the token endpoint's answer is too large",
            Self::Malformed => "the token endpoint's answer cannot be read",
            Self::WrongType => "the token endpoint's answer is of the wrong type",
            Self::NoToken => "the token endpoint's answer holds no token",
            Self::BadToken => "the token endpoint's answer holds an unusable token",
            Self::UnknownError => "the token endpoint answered with an unknown error",
        }
    }
}

impl TokenFailure {
    /// Nothing was learned.
    #[must_use]
    pub const fn transport(kind: TransportKind) -> Self {
        Self::Transport { kind, retry_after: None, quote: None }
    }

    pub(super) fn not_made(error: &dyn std::error::Error) -> Self {
        Self::NotMade { reason: error.to_string() }
    }

    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidGrant { .. } => "token.invalid_grant",
            Self::ClientConfiguration { .. } => "token.client_configuration",
            Self::Denied { .. } => "token.denied",
            Self::Transport { .. } => "token.transport",
            Self::NotMade { .. } => "token.not_made",
        }
    }

    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::InvalidGrant { .. } => "Sign in again (Reconnect).",
            Self::ClientConfiguration { .. } => {
                "Check the OAuth app: client ID, client secret (it may have expired), allowed grants and scopes."
            }
            Self::Denied { .. } => {
                "Sign in again and allow the access, or ask an administrator to."
            }
            Self::Transport { kind: TransportKind::Html | TransportKind::Redirect, .. } => {
                "Check the network: a sign-in page of a hotel or company network may be in between. Credenza tries again by itself."
            }
            Self::Transport { kind: TransportKind::Tls, .. } => {
                "Check the date of this computer, and whether a proxy replaces certificates. Credenza tries again by itself."
            }
            Self::Transport { .. } => "Nothing is lost; Credenza tries again by itself.",
            Self::NotMade { .. } => "Check the credential's fields and its OAuth app.",
        }
    }

    /// The provider's own words, scrubbed; for showing as a quotation.
    #[must_use]
    pub fn quote(&self) -> Option<&str> {
        match self {
            Self::InvalidGrant { quote }
            | Self::ClientConfiguration { quote, .. }
            | Self::Denied { quote, .. }
            | Self::Transport { quote, .. } => quote.as_deref(),
            Self::NotMade { .. } => None,
        }
    }
}

impl fmt::Display for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidGrant { .. } => f.write_str("the provider has ended this sign-in"),
            Self::ClientConfiguration { error, .. } => {
                write!(f, "the provider does not accept the OAuth app ({error})")
            }
            Self::Denied { error, .. } => write!(f, "the provider denied the access ({error})"),
            Self::Transport { kind: kind @ TransportKind::Status(status), .. } => {
                write!(f, "{} (HTTP {status})", kind.words())
            }
            Self::Transport { kind, .. } => f.write_str(kind.words()),
            Self::NotMade { reason } => write!(f, "the token request cannot be made: {reason}"),
        }
    }
}

impl std::error::Error for TokenFailure {}
