//! From what a person typed to what is verified and sealed: repair, defaults, validation in a person's words.

use std::collections::BTreeSet;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{PatternOptions, ValidationError};
use serde_json::{Map, Value};
use url::Url;

use super::auth::{AuthScheme, Normalise};
use super::connector::Connector;
use super::error::FieldError;
use super::fields::{Field, FieldFormat, FieldType};
use super::pattern::MAX_PROGRAM;
use super::schema::scheme_schema;
use super::select::{DISCRIMINATOR, is_filled};

impl Connector {
    /// Prepares a draft: what comes back is what is verified, and what is sealed.
    ///
    /// Drops `auth_type`, fields that another scheme owns where this one took precedence, and empty values;
    /// repairs pasted values; fills in defaults; validates.
    ///
    /// # Errors
    /// One [`FieldError`] per field, in the order of the form. No message quotes a secret.
    pub fn prepare(&self, auth_id: &str, draft: &Value) -> Result<Value, Vec<FieldError>> {
        let whole =
            |message: &str| vec![FieldError { field: String::new(), message: message.to_owned() }];
        let scheme = self
            .find_auth(auth_id)
            .ok_or_else(|| whole("This authentication method does not exist."))?;
        let given =
            draft.as_object().ok_or_else(|| whole("A credential is an object of fields."))?;
        let mut fields = Map::new();
        for (name, value) in given.iter().filter(|(name, value)| self.is_kept(scheme, name, value))
        {
            fields.insert(name.clone(), normalise(scheme, name, value));
        }
        fields.retain(|_, value| is_filled(Some(value)));
        for (name, field) in &scheme.fields.properties {
            if let Some(default) = &field.default
                && !fields.contains_key(name)
            {
                fields.insert(name.clone(), default.clone());
            }
        }
        let prepared = Value::Object(fields);
        let errors = validate(scheme, &prepared);
        if errors.is_empty() { Ok(prepared) } else { Err(errors) }
    }

    /// Whether a draft can be prepared.
    ///
    /// # Errors
    /// As [`Connector::prepare`].
    pub fn validate_draft(&self, auth_id: &str, draft: &Value) -> Result<(), Vec<FieldError>> {
        self.prepare(auth_id, draft).map(|_| ())
    }

    fn is_kept(&self, scheme: &AuthScheme, name: &str, value: &Value) -> bool {
        let own = scheme.fields.properties.contains_key(name);
        let elsewhere = || self.auth.iter().any(|other| other.fields.properties.contains_key(name));
        let outranked = || scheme.precedence_field.is_some() && elsewhere();
        (own || name != DISCRIMINATOR) && is_filled(Some(value)) && (own || !outranked())
    }
}

fn normalise(scheme: &AuthScheme, name: &str, value: &Value) -> Value {
    match (scheme.normalise.get(name), value) {
        (Some(rules), Value::String(text)) => {
            Value::String(rules.iter().fold(text.clone(), |text, rule| apply(rule, text)))
        }
        _ => value.clone(),
    }
}

fn apply(rule: &Normalise, text: String) -> String {
    match rule {
        Normalise::Trim => text.trim().to_owned(),
        Normalise::Lower => text.to_ascii_lowercase(),
        Normalise::StripScheme => strip_start(&text, "https://")
            .or_else(|| strip_start(&text, "http://"))
            .unwrap_or(&text)
            .to_owned(),
        Normalise::StripPath => text.split(['/', '?', '#']).next().unwrap_or_default().to_owned(),
        Normalise::StripTrailingSlash => text.trim_end_matches('/').to_owned(),
        Normalise::AddHttps if text.is_empty() || text.contains("://") => text,
        Normalise::AddHttps => format!("https://{text}"),
        Normalise::StripPrefix(prefix) => strip_start(&text, prefix).unwrap_or(&text).to_owned(),
        Normalise::StripSuffix(suffix) => strip_end(&text, suffix).unwrap_or(&text).to_owned(),
    }
}

fn strip_start<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn strip_end<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let cut = text.len().checked_sub(suffix.len())?;
    text.get(cut..)?.eq_ignore_ascii_case(suffix).then(|| &text[..cut])
}

/// Validates against the scheme's own JSON Schema, then against what no schema keyword says.
fn validate(scheme: &AuthScheme, prepared: &Value) -> Vec<FieldError> {
    let schema = scheme_schema(scheme);
    let validator = jsonschema::options()
        .with_pattern_options(PatternOptions::regex().size_limit(MAX_PROGRAM))
        .with_format("uri", is_web_address)
        .with_format("hostname", is_host)
        .should_validate_formats(true)
        .build(&schema);
    let Ok(validator) = validator else {
        return vec![FieldError {
            field: String::new(),
            message: "The connector's own schema is broken.".to_owned(),
        }];
    };
    let mut errors: Vec<FieldError> =
        validator.iter_errors(prepared).flat_map(|error| explain(scheme, &error)).collect();
    let complained: BTreeSet<String> = errors.iter().map(|error| error.field.clone()).collect();
    errors.extend(line_breaks(scheme, prepared).filter(|error| !complained.contains(&error.field)));
    let position = |error: &FieldError| {
        scheme
            .fields
            .in_order()
            .iter()
            .position(|(name, _)| error.field.get(1..) == Some(*name))
            .unwrap_or(usize::MAX)
    };
    errors.sort_by_key(position);
    errors.dedup_by(|one, other| one.field == other.field);
    errors
}

/// A line break in a one-line value would split a header or a form; it is nearly always a slip of the clipboard.
fn line_breaks<'a>(
    scheme: &'a AuthScheme,
    prepared: &'a Value,
) -> impl Iterator<Item = FieldError> + 'a {
    prepared.as_object().into_iter().flatten().filter_map(|(name, value)| {
        let field = scheme.fields.properties.get(name)?;
        let broken = !field.hints.multiline && value.as_str()?.chars().any(char::is_control);
        broken.then(|| {
            FieldError::at(name, "This value must stand on one line, without line breaks or tabs.")
        })
    })
}

fn explain(scheme: &AuthScheme, error: &ValidationError<'_>) -> Vec<FieldError> {
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![FieldError::at(name, format!("{} is required.", title(scheme, name)))]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| FieldError::at(name, unknown_field(scheme, name)))
            .collect(),
        kind => {
            let pointer = error.instance_path().as_str().to_owned();
            let name = pointer.trim_start_matches('/');
            let message = scheme.fields.properties.get(name).map_or_else(
                || "These fields do not fit together.".to_owned(),
                |field| sentence(field, kind),
            );
            vec![FieldError { field: pointer, message }]
        }
    }
}

fn unknown_field(scheme: &AuthScheme, name: &str) -> String {
    let known: Vec<&str> = scheme.fields.in_order().into_iter().map(|(name, _)| name).collect();
    let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    format!("There is no field \"{shown}\" here. The fields are: {}.", known.join(", "))
}

fn title(scheme: &AuthScheme, name: &str) -> String {
    scheme.fields.properties.get(name).map_or_else(|| name.to_owned(), |field| field.title.clone())
}

/// One sentence about a field. Uses limits and choices of the schema, never the value.
fn sentence(field: &Field, kind: &ValidationErrorKind) -> String {
    let title = &field.title;
    match kind {
        ValidationErrorKind::Type { kind: TypeKind::Single(_) | TypeKind::Multiple(_) } => {
            match field.field_type {
                FieldType::String => format!("{title} must be text."),
                FieldType::Integer => format!("{title} must be a whole number."),
                FieldType::Boolean => format!("{title} must be yes or no (true or false)."),
            }
        }
        ValidationErrorKind::Enum { .. } => {
            let choices = field.choices.as_deref().unwrap_or_default().join(", ");
            format!("{title} must be one of: {choices}.")
        }
        ValidationErrorKind::Minimum { limit } => format!("{title} must be at least {limit}."),
        ValidationErrorKind::Maximum { limit } => format!("{title} must be at most {limit}."),
        ValidationErrorKind::MinLength { limit } => {
            format!("{title} must have at least {limit} characters.")
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("{title} must have at most {limit} characters.")
        }
        ValidationErrorKind::Format { .. } => format_sentence(field),
        ValidationErrorKind::Pattern { .. } => pattern_sentence(field),
        _ => format!("{title} is not valid."),
    }
}

fn format_sentence(field: &Field) -> String {
    let title = &field.title;
    match field.format {
        Some(FieldFormat::Uri) => {
            format!(
                "{title} must be a whole web address such as https://example.com, without user name or password."
            )
        }
        Some(FieldFormat::Email) => {
            format!("{title} must be an e-mail address such as ana@example.com.")
        }
        Some(FieldFormat::Hostname) | None => {
            format!(
                "{title} must be a host name or an IP address, without a scheme, a port or a path."
            )
        }
    }
}

fn pattern_sentence(field: &Field) -> String {
    let example =
        field.hints.placeholder.as_deref().or_else(|| field.examples.first().map(String::as_str));
    example.map_or_else(
        || format!("{} does not have the expected form.", field.title),
        |example| format!("{} does not have the expected form, such as {example}.", field.title),
    )
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn is_host(text: &str) -> bool {
    let name = || {
        text.len() <= 253
            && text.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && label
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            })
    };
    text.parse::<std::net::IpAddr>().is_ok() || name()
}
