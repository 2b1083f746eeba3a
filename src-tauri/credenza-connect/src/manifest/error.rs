//! What can be wrong with a connector file, with a draft, and with the choice of a scheme.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// A connector file that cannot be used. Lists everything that was found, so that one edit can repair it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {}", list(problems))]
pub struct ManifestError {
    /// The file, as the person knows it.
    pub file: String,
    /// What is wrong; never empty.
    pub problems: Vec<Problem>,
}

impl ManifestError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "connector.invalid"
    }
}

/// One thing that is wrong with a connector file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The key path, such as `auth[0].probe.url`.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}. {}", self.key, self.message, self.advice)
    }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// One thing that is wrong with a draft, for the field it belongs to. Never quotes a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// JSON pointer (RFC 6901) of the field, such as `/port`; empty for the draft as a whole.
    pub field: String,
    /// A sentence for a person.
    pub message: String,
}

impl FieldError {
    /// An error of the field with this name.
    pub(super) fn at(field: &str, message: impl Into<String>) -> Self {
        let escaped = field.replace('~', "~0").replace('/', "~1");
        Self { field: format!("/{escaped}"), message: message.into() }
    }
}

/// A scheme that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// No scheme could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelectError {
    /// The scheme that was asked for does not exist.
    #[error("there is no authentication method `{wanted}`; there are: {}", ids(choices))]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// What there is.
        choices: Vec<Choice>,
    },
    /// Several schemes fit what was filled in.
    #[error("say which authentication method is meant: {}", ids(choices))]
    Ambiguous {
        /// What there is.
        choices: Vec<Choice>,
    },
}

impl SelectError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "auth.unknown",
            Self::Ambiguous { .. } => "auth.ambiguous",
        }
    }
}

fn ids(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", ")
}
