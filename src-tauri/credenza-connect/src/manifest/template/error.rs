//! What can be wrong with a template or its values. No message quotes a value: any of them may be secret.

use thiserror::Error;

/// A template that cannot be parsed or rendered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// The text is longer than allowed.
    #[error("the template is longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A brace that opens or closes nothing.
    #[error("unbalanced brace at byte {at}; write {{{{ or }}}} for a literal brace")]
    UnbalancedBrace {
        /// Position in the template.
        at: usize,
    },
    /// A name that is no field name and no built-in.
    #[error("`{name}` is not a field name (use a-z, 0-9 and _) and not a built-in value")]
    BadName {
        /// The name as written.
        name: String,
    },
    /// A filter nobody knows.
    #[error("unknown filter `{filter}`")]
    UnknownFilter {
        /// The filter as written.
        filter: String,
    },
    /// A value that must be there is not.
    #[error("the field `{field}` is not filled in")]
    Missing {
        /// The field.
        field: String,
    },
    /// A value that cannot stand where the template puts it.
    #[error("the value of `{field}` cannot be used here: {reason}")]
    Unusable {
        /// The field.
        field: String,
        /// Why, without the value.
        reason: &'static str,
    },
    /// The result is not a URL.
    #[error("the address made from `{template}` is not a URL that can be used: {reason}")]
    BadUrl {
        /// The template, not its result.
        template: String,
        /// Why.
        reason: &'static str,
    },
    /// Members were to be added to a body that is not an object.
    #[error("the body is not an object, so no value can be placed in it")]
    BodyNotAnObject,
    /// A form body with nested values.
    #[error("the form parameter `{member}` is not a plain value")]
    BodyNotFlat {
        /// The member.
        member: String,
    },
}
