//! What a credential consists of: the subset of JSON Schema that connector files may use, as types.
//! Deliberately absent: `$ref`, nesting, combinators. A schema that cannot be written cannot be a bomb,
//! and every field is one input of the form.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::pattern::Pattern;

/// The fields of one authentication method (a JSON Schema object of scalars).
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldSet {
    /// The fields by name; `[a-z][a-z0-9_]*`.
    pub properties: BTreeMap<String, Field>,
    /// Names of the fields that must be filled in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// When the key is filled in, these must be too.
    #[serde(default, rename = "dependentRequired", skip_serializing_if = "BTreeMap::is_empty")]
    pub dependent_required: BTreeMap<String, Vec<String>>,
}

impl FieldSet {
    /// The fields in the order of the form: by `order`, then by name.
    #[must_use]
    pub fn in_order(&self) -> Vec<(&str, &Field)> {
        let mut fields: Vec<_> =
            self.properties.iter().map(|(name, field)| (name.as_str(), field)).collect();
        fields.sort_by_key(|(name, field)| (field.hints.order.unwrap_or(u16::MAX), *name));
        fields
    }
}

/// One field of a credential.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The JSON type.
    #[serde(rename = "type", default)]
    pub field_type: FieldType,
    /// The label.
    pub title: String,
    /// Help under the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// True for secrets (JSON Schema's own keyword): goes in, never comes out.
    #[serde(default, rename = "writeOnly", skip_serializing_if = "std::ops::Not::not")]
    pub write_only: bool,
    /// The only values allowed.
    #[serde(default, rename = "enum", skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<String>>,
    /// The value when nothing was filled in. Not for secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Examples. Not for secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// A format that is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<FieldFormat>,
    /// A regular expression the value must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// Shortest value, in characters.
    #[serde(default, rename = "minLength", skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Longest value, in characters.
    #[serde(default, rename = "maxLength", skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// Hints for the form.
    #[serde(default, rename = "x-credenza", skip_serializing_if = "Hints::is_empty")]
    pub hints: Hints,
}

/// JSON types a field may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Text.
    #[default]
    String,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
}

/// Formats that are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldFormat {
    /// An absolute URL.
    Uri,
    /// An e-mail address.
    Email,
    /// A host name or an IP address.
    Hostname,
}

/// Hints for the form; none of them changes what is valid.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hints {
    /// Fields with the same group stand together under this heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Position in the form, smallest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u16>,
    /// Stands behind the *Advanced* disclosure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub advanced: bool,
    /// Shown as a text area; line breaks are allowed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub multiline: bool,
    /// The field can be filled from a file of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileKind>,
    /// Grey text in the empty field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// A link that explains where to find the value; `https` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Text shown behind the input, such as `.zendesk.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Labels of the `enum` values, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

impl Hints {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Files a field can be filled from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A PEM or OpenSSH private key.
    PrivateKey,
    /// One or more PEM certificates.
    Certificate,
    /// A JSON key file.
    Json,
}
