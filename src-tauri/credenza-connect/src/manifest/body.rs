//! Request bodies in which every text is a template, and their rendering.
//! Rendered bodies are secret as a whole: nobody has to remember which member held the key.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use zeroize::Zeroizing;

use super::template::{Lookup, Template, TemplateError, render, render_into};

/// Deepest nesting of a body.
const MAX_DEPTH: usize = 12;

/// A JSON-shaped body whose texts are templates.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyTemplate {
    /// A number, a boolean or null.
    Literal(Value),
    /// A text. It disappears from its object or list when an optional field in it is absent.
    Text(Template),
    /// A list.
    List(Vec<BodyTemplate>),
    /// An object.
    Object(BTreeMap<String, BodyTemplate>),
}

impl BodyTemplate {
    /// Parses the templates in a value.
    ///
    /// # Errors
    /// Names the member whose template is broken.
    pub fn parse(value: Value) -> Result<Self, String> {
        Self::parse_at(value, 0)
    }

    fn parse_at(value: Value, depth: usize) -> Result<Self, String> {
        if depth > MAX_DEPTH {
            return Err(format!("the body nests deeper than {MAX_DEPTH} levels"));
        }
        Ok(match value {
            Value::String(text) => {
                Self::Text(Template::parse(&text).map_err(|error| error.to_string())?)
            }
            Value::Array(items) => Self::List(
                items
                    .into_iter()
                    .map(|item| Self::parse_at(item, depth + 1))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(name, member)| {
                        let parsed = Self::parse_at(member, depth + 1)
                            .map_err(|error| format!("{name}: {error}"))?;
                        Ok::<_, String>((name, parsed))
                    })
                    .collect::<Result<_, _>>()?,
            ),
            literal => Self::Literal(literal),
        })
    }

    /// Every template in the body.
    #[must_use]
    pub fn list_templates(&self) -> Vec<&Template> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Text(template) => vec![template],
            Self::List(items) => items.iter().flat_map(Self::list_templates).collect(),
            Self::Object(members) => members.values().flat_map(Self::list_templates).collect(),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Text(template) => Value::String(template.as_str().to_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Self::Object(members) => Value::Object(
                members.iter().map(|(name, member)| (name.clone(), member.to_value())).collect(),
            ),
        }
    }
}

/// Writes a body as JSON text. `members` are added on top level, for secrets that travel in the body of every call.
///
/// # Errors
/// A filter that cannot be applied, or members added to a body that is not an object.
pub fn render_json(
    body: Option<&BodyTemplate>,
    members: &[(&str, &Template)],
    lookup: &dyn Lookup,
) -> Result<SecretString, TemplateError> {
    let mut out = Zeroizing::new(String::new());
    match body {
        None => write_object(&mut out, &BTreeMap::new(), members, lookup)?,
        Some(BodyTemplate::Object(own)) => write_object(&mut out, own, members, lookup)?,
        Some(_) if !members.is_empty() => return Err(TemplateError::BodyNotAnObject),
        Some(other) => {
            write_json(&mut out, other, lookup)?;
        }
    }
    Ok(SecretString::from(out.as_str()))
}

/// Writes a flat body as form parameters, in the order of their names; absent values are left out.
///
/// # Errors
/// A filter that cannot be applied, or a body that is not a flat table.
pub fn render_form(
    body: Option<&BodyTemplate>,
    members: &[(&str, &Template)],
    lookup: &dyn Lookup,
) -> Result<Vec<(String, SecretString)>, TemplateError> {
    let mut parameters = Vec::new();
    match body {
        None => {}
        Some(BodyTemplate::Object(own)) => {
            for (name, member) in own {
                match member {
                    BodyTemplate::Text(template) => {
                        if let Some(value) = render(template, lookup)? {
                            parameters.push((name.clone(), value.into_secret()));
                        }
                    }
                    BodyTemplate::Literal(value) if !value.is_null() => {
                        parameters.push((name.clone(), SecretString::from(value.to_string())));
                    }
                    _ => return Err(TemplateError::BodyNotFlat { member: name.clone() }),
                }
            }
        }
        Some(_) => return Err(TemplateError::BodyNotAnObject),
    }
    for (name, template) in members {
        if let Some(value) = render(template, lookup)? {
            parameters.push(((*name).to_owned(), value.into_secret()));
        }
    }
    Ok(parameters)
}

fn write_object(
    out: &mut Zeroizing<String>,
    own: &BTreeMap<String, BodyTemplate>,
    members: &[(&str, &Template)],
    lookup: &dyn Lookup,
) -> Result<(), TemplateError> {
    out.push('{');
    let empty = out.len();
    for (name, member) in
        own.iter().filter(|(name, _)| !members.iter().any(|(added, _)| added == &name.as_str()))
    {
        write_member(out, empty, name, |out| write_json(out, member, lookup))?;
    }
    for (name, template) in members {
        write_member(out, empty, name, |out| write_text(out, template, lookup))?;
    }
    out.push('}');
    Ok(())
}

/// Writes `"name":value`, and takes it back when the value turned out to be absent.
fn write_member(
    out: &mut Zeroizing<String>,
    empty: usize,
    name: &str,
    write: impl FnOnce(&mut Zeroizing<String>) -> Result<bool, TemplateError>,
) -> Result<(), TemplateError> {
    let before = out.len();
    if before > empty {
        out.push(',');
    }
    push_json_text(out, name);
    out.push(':');
    if !write(out)? {
        out.truncate(before);
    }
    Ok(())
}

/// Writes one value; `false` means that it is absent.
fn write_json(
    out: &mut Zeroizing<String>,
    body: &BodyTemplate,
    lookup: &dyn Lookup,
) -> Result<bool, TemplateError> {
    match body {
        BodyTemplate::Literal(value) => out.push_str(&value.to_string()),
        BodyTemplate::Text(template) => return write_text(out, template, lookup),
        BodyTemplate::Object(members) => write_object(out, members, &[], lookup)?,
        BodyTemplate::List(items) => {
            out.push('[');
            let empty = out.len();
            for item in items {
                let before = out.len();
                if before > empty {
                    out.push(',');
                }
                if !write_json(out, item, lookup)? {
                    out.truncate(before);
                }
            }
            out.push(']');
        }
    }
    Ok(true)
}

fn write_text(
    out: &mut Zeroizing<String>,
    template: &Template,
    lookup: &dyn Lookup,
) -> Result<bool, TemplateError> {
    let mut text = Zeroizing::new(String::new());
    if render_into(template, lookup, &mut text)?.is_none() {
        return Ok(false);
    }
    push_json_text(out, &text);
    Ok(true)
}

fn push_json_text(out: &mut Zeroizing<String>, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 => {
                out.push_str(&format!("\\u{:04x}", control as u32))
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

impl<'de> Deserialize<'de> for BodyTemplate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::parse(value).map_err(serde::de::Error::custom)
    }
}

impl Serialize for BodyTemplate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl JsonSchema for BodyTemplate {
    fn schema_name() -> Cow<'static, str> {
        "BodyTemplate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "array", "string"],
            "description": "A JSON-shaped body; every text in it is a template. Write {{ and }} for literal braces."
        })
    }
}
