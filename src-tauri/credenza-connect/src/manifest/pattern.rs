//! Regular expressions of connector files: linear time, bounded size, never a surprise at run time.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest expression accepted, in bytes.
const MAX_LENGTH: usize = 256;
/// Largest compiled program, in bytes. An honest pattern for a key needs a few kilobytes; a bomb like
/// `(a{1000}){1000}` is refused instead of compiled.
pub(super) const MAX_PROGRAM: usize = 64 * 1024;

/// A regular expression in the syntax of the `regex` crate (no look-around, no back-references).
///
/// It is compiled on first use: the rules of a connector file bound how many there may be before any is compiled,
/// so that a file full of expensive ones is refused quickly.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Takes an expression down; [`Pattern::check`] compiles it.
    ///
    /// # Errors
    /// Says in a sentence that it is too long.
    pub fn parse(source: &str) -> Result<Self, String> {
        if source.len() > MAX_LENGTH {
            return Err(format!("the regular expression is longer than {MAX_LENGTH} bytes"));
        }
        Ok(Self { source: source.to_owned(), regex: OnceLock::new() })
    }

    /// Compiles the expression.
    ///
    /// # Errors
    /// Says in a sentence what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        self.compiled().map(|_| ()).ok_or_else(|| {
            "this is not an accepted regular expression (linear-time syntax, no look-around, no back-references)".to_owned()
        })
    }

    /// The expression as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The first group, or the whole match where the expression has no group.
    #[must_use]
    pub fn capture<'t>(&self, text: &'t str) -> Option<&'t str> {
        let found = self.compiled()?.captures(text)?;
        found.get(1).or_else(|| found.get(0)).map(|group| group.as_str())
    }

    fn compiled(&self) -> Option<&Regex> {
        self.regex
            .get_or_init(|| {
                RegexBuilder::new(&self.source).size_limit(MAX_PROGRAM).nest_limit(16).build().ok()
            })
            .as_ref()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Self::parse(&source).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "maxLength": MAX_LENGTH,
            "description": "Regular expression in linear-time syntax: no look-around, no back-references."
        })
    }
}
