//! Templates such as `Bearer {api_key}` or `{account}/token:{api_token|trim}`: texts with fields in braces.
//!
//! `{field}` is replaced by the field's value, `{field|filter}` by the filtered value, `{{` and `}}` are braces.
//! Names that start with `@` are built-in values of the engine (`{@user_agent}`, `{@uuid}`, `{@now_rfc1123}`).
//! Deliberately absent: conditions, loops, calls. When a field is absent the whole text is, so that nothing is
//! ever sent half filled in.

mod error;
mod filter;
mod parse;
mod render;
mod url;

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use error::TemplateError;
pub use filter::Filter;
pub(super) use parse::is_field_name;
pub use render::{FieldValue, Lookup, Rendered, render, render_into, render_required};
pub use url::{RenderedUrl, render_host, render_target, render_url};

/// Built-in values that a template may name.
pub const BUILT_INS: [&str; 6] =
    ["@user_agent", "@uuid", "@now_rfc1123", "@now_epoch", "@now_epoch_ms", "@now_iso_basic"];

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: String,
    parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Literal(String),
    /// A field or built-in value, and what is done to it.
    Field {
        /// The name.
        name: String,
        /// Filters, applied from left to right.
        filters: Vec<Filter>,
    },
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// An unbalanced brace, a bad name or an unknown filter.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        Ok(Self { source: source.to_owned(), parts: parse::parse(source)? })
    }

    /// The template as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The pieces.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Names of the fields and built-ins it needs, in order, with repetitions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Field { name, .. } => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// The name, if the template is exactly one field without filters.
    #[must_use]
    pub fn as_bare_field(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Field { name, filters }] if filters.is_empty() => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Self::parse(&source).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl JsonSchema for Template {
    fn schema_name() -> Cow<'static, str> {
        "Template".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "maxLength": parse::MAX_LENGTH,
            "description": "Text with fields in braces, such as `Bearer {api_key}`. {{ and }} are literal braces."
        })
    }
}
