//! Rules for the fields of a scheme.

use serde_json::Value;

use super::super::auth::{AuthKind, AuthScheme};
use super::super::fields::{Field, FieldType};
use super::super::select::DISCRIMINATOR;
use super::super::session::SESSION_TOKEN;
use super::super::template::is_field_name;
use super::super::values::ACCESS_TOKEN;
use super::{Findings, is_https, is_shown};

/// Most fields of one scheme.
const MAX_FIELDS: usize = 40;

pub(super) fn check(scheme: &AuthScheme, key: &str, findings: &mut Findings) {
    let set = &scheme.fields;
    let fields = format!("{key}.fields");
    findings.require(
        set.properties.len() <= MAX_FIELDS,
        &fields,
        "a method has at most 40 fields",
        "Ask only for what the application needs",
    );
    for (name, field) in &set.properties {
        let own = format!("{fields}.properties.{name}");
        check_name(scheme, name, &own, findings);
        check_field(field, &own, findings);
    }
    let dependents = set
        .dependent_required
        .iter()
        .flat_map(|(name, others)| std::iter::once(name).chain(others));
    for name in set.required.iter().chain(dependents) {
        findings.require(
            set.properties.contains_key(name),
            &format!("{fields}.required"),
            &format!("there is no field `{name}`"),
            "Add it under properties, or remove it here",
        );
    }
    let any_secret = set.properties.values().any(|field| field.write_only);
    findings.require(
        any_secret || scheme.kind == AuthKind::Oauth2,
        &fields,
        "no field is secret",
        "Mark the secret with writeOnly = true",
    );
}

fn check_name(scheme: &AuthScheme, name: &str, key: &str, findings: &mut Findings) {
    findings.require(
        is_field_name(name),
        key,
        "a field name is a-z, then a-z, 0-9 and _",
        "Choose another name",
    );
    let taken = name == DISCRIMINATOR
        || (name == SESSION_TOKEN && scheme.session.is_some())
        || (name == ACCESS_TOKEN && scheme.oauth.is_some());
    findings.require(!taken, key, "the name is taken by Credenza itself", "Choose another name");
}

fn check_field(field: &Field, key: &str, findings: &mut Findings) {
    findings.require(
        is_shown(&field.title, 80),
        key,
        "a title has 1 to 80 visible characters",
        "Give it a label",
    );
    let texts =
        [&field.description, &field.hints.group, &field.hints.placeholder, &field.hints.suffix];
    for text in texts.into_iter().flatten() {
        findings.require(
            is_shown(text, 400),
            key,
            "texts have 1 to 400 visible characters",
            "Shorten the text",
        );
    }
    let help = field.hints.help.as_deref().is_none_or(is_https);
    findings.require(help, key, "help is no https:// address", "Link the vendor's documentation");
    let open_secret = field.write_only
        && (field.default.is_some() || !field.examples.is_empty() || field.choices.is_some());
    findings.require(
        !open_secret,
        key,
        "a secret must not have a default, examples or an enum",
        "Remove them, or the field is not a secret",
    );
    let choices = field.choices.as_deref();
    findings.require(
        choices.is_none_or(|choices| {
            (1..=100).contains(&choices.len()) && field.field_type == FieldType::String
        }),
        key,
        "an enum has 1 to 100 texts",
        "List the values as texts",
    );
    let labels = field.hints.labels.len();
    findings.require(
        labels == 0 || choices.is_some_and(|choices| choices.len() == labels),
        key,
        "labels and enum differ in length",
        "Give every value a label, or none",
    );
    let bounds = field.min_length.unwrap_or(0) <= field.max_length.unwrap_or(u32::MAX)
        && field.minimum.unwrap_or(i64::MIN) <= field.maximum.unwrap_or(i64::MAX);
    findings.require(bounds, key, "the lower limit is above the upper one", "Correct the limits");
    if let Some(default) = &field.default {
        let fits = default_fits(field, default);
        findings.require(
            fits,
            key,
            "the default is not a value the field allows",
            "Correct the default",
        );
    }
    if let Some(Err(message)) = field.pattern.as_ref().map(|pattern| pattern.check()) {
        findings.add(
            format!("{key}.pattern"),
            message,
            "Write it without look-around and back-references, and shorter",
        );
    }
}

fn default_fits(field: &Field, default: &Value) -> bool {
    match field.field_type {
        FieldType::Boolean => default.is_boolean(),
        FieldType::Integer => default.as_i64().is_some_and(|number| {
            number >= field.minimum.unwrap_or(i64::MIN)
                && number <= field.maximum.unwrap_or(i64::MAX)
        }),
        FieldType::String => default.as_str().is_some_and(|text| {
            field.choices.as_ref().is_none_or(|choices| choices.iter().any(|choice| choice == text))
        }),
    }
}
