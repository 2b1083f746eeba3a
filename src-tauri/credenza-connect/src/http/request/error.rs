//! Why no request can be made. No message quotes a value.

use crate::manifest::TemplateError;

/// Why no request can be made.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// A template has no value, or one that does not fit.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A value cannot stand in a header, or a name is none.
    #[error("the value for the header `{name}` holds characters that no header can carry")]
    Header {
        /// The header.
        name: String,
        /// The field to look at.
        field: Option<String>,
    },
    /// The connector says to make a request, but not where to.
    #[error("the connector names no address for its check")]
    NoAddress,
    /// The request cannot be signed.
    #[error("the request cannot be signed with these values")]
    Unsignable,
}

impl RequestError {
    /// The draft's field to look at.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Template(
                TemplateError::Missing { field } | TemplateError::Unusable { field, .. },
            ) => Some(field),
            Self::Header { field, .. } => field.as_deref(),
            _ => None,
        }
    }
}
