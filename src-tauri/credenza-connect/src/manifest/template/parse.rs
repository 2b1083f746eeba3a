//! The parser of templates: one pass, no recursion, no back-tracking.

use super::error::TemplateError;
use super::filter::Filter;
use super::{BUILT_INS, Part};

/// Longest template, in bytes.
pub(super) const MAX_LENGTH: usize = 4096;

pub(super) fn parse(source: &str) -> Result<Vec<Part>, TemplateError> {
    if source.len() > MAX_LENGTH {
        return Err(TemplateError::TooLong { limit: MAX_LENGTH });
    }
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = source;
    while let Some(brace) = rest.find(['{', '}']) {
        let at = source.len() - rest.len() + brace;
        literal.push_str(&rest[..brace]);
        let tail = &rest[brace..];
        if let Some(after) = tail.strip_prefix("{{") {
            literal.push('{');
            rest = after;
        } else if let Some(after) = tail.strip_prefix("}}") {
            literal.push('}');
            rest = after;
        } else if tail.starts_with('{') {
            let close = tail.find('}').ok_or(TemplateError::UnbalancedBrace { at })?;
            if !literal.is_empty() {
                parts.push(Part::Literal(std::mem::take(&mut literal)));
            }
            parts.push(parse_field(&tail[1..close])?);
            rest = &tail[close + 1..];
        } else {
            return Err(TemplateError::UnbalancedBrace { at });
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    Ok(parts)
}

fn parse_field(inside: &str) -> Result<Part, TemplateError> {
    let mut pieces = inside.split('|');
    let name = pieces.next().unwrap_or_default();
    if !is_field_name(name) && !BUILT_INS.contains(&name) {
        return Err(TemplateError::BadName { name: name.chars().take(64).collect() });
    }
    let filters = pieces.map(Filter::parse).collect::<Result<_, _>>()?;
    Ok(Part::Field { name: name.to_owned(), filters })
}

/// Whether this is a name a field may have: `[a-z][a-z0-9_]*`, at most 64 characters.
pub(in crate::manifest) fn is_field_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
