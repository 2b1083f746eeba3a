//! JSONPath (RFC 9535) that was parsed when the file was read, so that no answer meets a broken path.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json_path::JsonPath;

/// Longest path accepted, in bytes.
const MAX_LENGTH: usize = 256;

/// A parsed JSONPath.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    source: String,
    parsed: JsonPath,
}

impl Path {
    /// Parses a path.
    ///
    /// # Errors
    /// Says in a sentence what is wrong with the path.
    pub fn parse(source: &str) -> Result<Self, String> {
        if source.len() > MAX_LENGTH {
            return Err(format!("the JSONPath is longer than {MAX_LENGTH} bytes"));
        }
        if nests_too_deeply(source) {
            return Err("the JSONPath nests too deeply".to_owned());
        }
        // The parser panics on a `\u` that ends early (serde_json_path 0.7.2), and nobody needs one: the
        // character itself may stand there.
        if source.contains(r"\u") {
            return Err(r"the JSONPath holds `\u`; write the character itself".to_owned());
        }
        let parsed = JsonPath::parse(source).map_err(|error| {
            format!("`{source}` is not a JSONPath (RFC 9535): {}", error.message())
        })?;
        Ok(Self { source: source.to_owned(), parsed })
    }

    /// The path as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The first node the path selects.
    #[must_use]
    pub fn find_first<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.parsed.query(value).first()
    }

    /// Every node the path selects.
    #[must_use]
    pub fn list_all<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        self.parsed.query(value).all()
    }
}

/// The parser is recursive; brackets beyond any honest path would exhaust the stack or the clock.
fn nests_too_deeply(source: &str) -> bool {
    let mut depth = 0_usize;
    for byte in source.bytes() {
        match byte {
            b'[' | b'(' | b'!' => depth += 1,
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 6 {
            return true;
        }
    }
    source.contains("..")
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Self::parse(&source).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl JsonSchema for Path {
    fn schema_name() -> Cow<'static, str> {
        "Path".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "maxLength": MAX_LENGTH,
            "pattern": "^\\$",
            "description": "JSONPath (RFC 9535), such as $.user.email or $['odd-key'][0]."
        })
    }
}
