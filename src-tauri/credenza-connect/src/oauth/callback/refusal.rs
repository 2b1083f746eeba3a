//! Why a callback was not accepted, in a person's words, and what to do next.

/// A callback that was not accepted. Nothing was connected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackRefusal {
    /// The parameters cannot be read: too long, too many, or one of them twice.
    #[error("the provider's answer cannot be read")]
    Unreadable,
    /// The pasted text is not the address the sign-in comes back to.
    #[error("this is not the address the sign-in ended at")]
    WrongAddress,
    /// There is no `state`.
    #[error("the answer does not say which sign-in it belongs to")]
    NoState,
    /// The `state` is another one.
    #[error("the answer belongs to another sign-in")]
    WrongState,
    /// It came after the sign-in's time.
    #[error("the sign-in took longer than 10 minutes")]
    Expired,
    /// The provider says that it always sends `iss`, and did not.
    #[error("the answer does not say that it comes from {expected}")]
    NoIssuer {
        /// Who should have answered.
        expected: String,
    },
    /// The answer comes from somebody else. Nothing of it is shown.
    #[error("the answer does not come from {expected}")]
    WrongIssuer {
        /// Who should have answered.
        expected: String,
    },
    /// The signature over the parameters is wrong or absent.
    #[error("the answer is not signed with this OAuth app's secret")]
    WrongSignature,
    /// There is neither a code nor an error.
    #[error("the answer holds no code")]
    NoCode,
    /// The person said no.
    #[error("access was not granted at the provider")]
    Denied {
        /// The provider's words.
        quote: Option<String>,
    },
    /// The provider refused.
    #[error("the provider refused the sign-in: {error}")]
    Refused {
        /// The provider's error code.
        error: String,
        /// The provider's words.
        quote: Option<String>,
    },
}

impl CallbackRefusal {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "callback.unreadable",
            Self::WrongAddress => "callback.wrong_address",
            Self::NoState => "callback.no_state",
            Self::WrongState => "callback.wrong_state",
            Self::Expired => "callback.expired",
            Self::NoIssuer { .. } => "callback.no_issuer",
            Self::WrongIssuer { .. } => "callback.wrong_issuer",
            Self::WrongSignature => "callback.wrong_signature",
            Self::NoCode => "callback.no_code",
            Self::Denied { .. } => "callback.denied",
            Self::Refused { .. } => "callback.refused",
        }
    }

    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::WrongAddress => {
                "Copy the whole address from the browser's address bar, after signing in, and paste it again."
            }
            Self::Unreadable | Self::NoCode | Self::NoState | Self::WrongState | Self::Expired => {
                "Start the sign-in again, and finish it in the window that opens."
            }
            Self::NoIssuer { .. } | Self::WrongIssuer { .. } => {
                "Start again. If it happens twice, somebody may be in between: do not sign in, and check the OAuth app's addresses."
            }
            Self::WrongSignature => {
                "Check that the OAuth app's client secret is the current one, then start again."
            }
            Self::Denied { .. } => "Start again and allow the access, if that is what you want.",
            Self::Refused { .. } => {
                "Check the OAuth app at the provider: its redirect address, its scopes, and who may use it."
            }
        }
    }

    /// The provider's own words, scrubbed; for showing as a quotation.
    #[must_use]
    pub fn quote(&self) -> Option<&str> {
        match self {
            Self::Denied { quote } | Self::Refused { quote, .. } => quote.as_deref(),
            _ => None,
        }
    }
}
