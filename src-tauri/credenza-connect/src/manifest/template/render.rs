//! Rendering. A result that contains a secret, however filtered, comes back as one.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::error::TemplateError;
use super::filter::Filter;
use super::{Part, Template};

/// One value that templates can use.
///
/// No `Debug`, no `Clone`: the text may be a secret.
pub struct FieldValue<'a> {
    /// The value itself.
    pub text: &'a str,
    /// Whether anything made from it is secret.
    pub secret: bool,
}

/// Where templates find their values.
pub trait Lookup {
    /// The value of a field or built-in; `None` when it is absent. Empty counts as absent.
    fn find(&self, name: &str) -> Option<FieldValue<'_>>;
}

/// A rendered text, which says whether it may be shown.
pub enum Rendered {
    /// No secret went into it.
    Public(String),
    /// At least one secret went into it.
    Secret(SecretString),
}

impl Rendered {
    /// The text, for the moment it is put into a request.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Public(text) => text,
            // Reason: the caller writes it into the request that it was rendered for.
            Self::Secret(text) => text.expose_secret(),
        }
    }

    /// Whether it must not be logged or shown.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }

    /// The text as a secret, whatever it was.
    #[must_use]
    pub fn into_secret(self) -> SecretString {
        match self {
            Self::Public(text) => SecretString::from(text),
            Self::Secret(text) => text,
        }
    }
}

/// Renders a template. `None` means that a field in it is absent, so that the whole header or parameter is left out.
///
/// # Errors
/// A value that cannot stand where it is put.
pub fn render(template: &Template, lookup: &dyn Lookup) -> Result<Option<Rendered>, TemplateError> {
    let mut out = Zeroizing::new(String::new());
    Ok(render_into(template, lookup, &mut out)?.map(|secret| finish(&out, secret)))
}

/// Renders a template whose fields must all be there.
///
/// # Errors
/// As [`render`], and [`TemplateError::Missing`] naming the first absent field.
pub fn render_required(
    template: &Template,
    lookup: &dyn Lookup,
) -> Result<Rendered, TemplateError> {
    render(template, lookup)?
        .ok_or_else(|| TemplateError::Missing { field: first_absent(template, lookup) })
}

/// Renders into a buffer that is wiped by its owner. `Some(true)` means that a secret went into it, `None` that a
/// field was absent (the buffer then holds a partial text to be discarded).
///
/// # Errors
/// A value that cannot stand where it is put.
pub fn render_into(
    template: &Template,
    lookup: &dyn Lookup,
    out: &mut Zeroizing<String>,
) -> Result<Option<bool>, TemplateError> {
    let mut secret = false;
    for part in template.parts() {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Field { name, filters } => {
                let Some(value) = resolve(name, filters, lookup) else { return Ok(None) };
                secret |= value.secret;
                out.push_str(&value.text);
            }
        }
    }
    Ok(Some(secret))
}

/// A field's value after its filters.
pub(super) struct Resolved {
    pub(super) text: Zeroizing<String>,
    pub(super) secret: bool,
}

/// Looks a field up and applies its filters; `None` when it is absent and may not be empty.
pub(super) fn resolve(name: &str, filters: &[Filter], lookup: &dyn Lookup) -> Option<Resolved> {
    let found = lookup.find(name).filter(|value| !value.text.is_empty());
    let (mut text, secret) = match found {
        Some(value) => (Zeroizing::new(value.text.to_owned()), value.secret),
        None if filters.contains(&Filter::OrEmpty) => (Zeroizing::new(String::new()), false),
        None => return None,
    };
    for filter in filters {
        text = filter.apply(&text);
    }
    Some(Resolved { text, secret })
}

pub(super) fn finish(text: &str, secret: bool) -> Rendered {
    if secret {
        Rendered::Secret(SecretString::from(text))
    } else {
        Rendered::Public(text.to_owned())
    }
}

pub(super) fn first_absent(template: &Template, lookup: &dyn Lookup) -> String {
    template
        .parts()
        .iter()
        .find_map(|part| match part {
            Part::Field { name, filters } if resolve(name, filters, lookup).is_none() => {
                Some(name.clone())
            }
            _ => None,
        })
        .unwrap_or_default()
}
