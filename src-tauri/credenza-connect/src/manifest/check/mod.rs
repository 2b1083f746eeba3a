//! The rules a connector must keep beyond its types. Every broken rule is reported, with the key and what to do.
//! Deliberately absent: exceptions for built-in files. What an imported file may not do, ours may not either.

mod fields;
mod hosts;
mod post_connect;
mod probe;
mod scheme;

use std::collections::BTreeSet;

use jiff::civil::Date;
use url::Url;

use super::auth::AuthScheme;
use super::connector::{Connector, FORMAT, Kind};
use super::error::Problem;
use super::oauth::OAuth;
use super::place::is_placeable_header;
use super::session::SESSION_TOKEN;
use super::template::Template;
use super::values::ACCESS_TOKEN;

/// Most schemes of one connector.
const MAX_SCHEMES: usize = 8;
/// Most regular expressions in one file; they are the only part whose cost is not obvious from its length.
const MAX_PATTERNS: usize = 16;
/// Largest drawing, in bytes.
const MAX_ICON: usize = 32 * 1024;

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings {
    problems: Vec<Problem>,
}

impl Findings {
    pub(super) fn add(
        &mut self,
        key: impl Into<String>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.problems.push(Problem {
            key: key.into(),
            message: message.into(),
            advice: advice.into(),
        });
    }

    /// Adds a problem unless the rule holds.
    pub(super) fn require(&mut self, holds: bool, key: &str, message: &str, advice: &str) {
        if !holds {
            self.add(key, message, advice);
        }
    }
}

/// Everything that is wrong with a connector; empty when it can be used.
pub(super) fn list_problems(connector: &Connector) -> Vec<Problem> {
    let mut findings = Findings::default();
    check_identity(connector, &mut findings);
    let patterns: usize = connector.auth.iter().map(count_patterns).sum();
    findings.require(
        (1..=MAX_SCHEMES).contains(&connector.auth.len()),
        "auth",
        "a connector has one to eight authentication methods",
        "Add an [[auth]] table, or split the connector",
    );
    findings.require(
        patterns <= MAX_PATTERNS,
        "auth",
        "the file has more than sixteen regular expressions",
        "Use format, enum or minLength where they say the same",
    );
    if !findings.problems.is_empty() {
        return findings.problems;
    }
    let mut seen = BTreeSet::new();
    for (index, scheme) in connector.auth.iter().enumerate() {
        let key = format!("auth[{index}]");
        findings.require(
            seen.insert(&scheme.id),
            &format!("{key}.id"),
            "the id is used twice",
            "Give each method its own id",
        );
        scheme::check(connector, scheme, &key, &mut findings);
        post_connect::check(connector, scheme, &key, &mut findings);
        fields::check(scheme, &key, &mut findings);
        probe::check(connector, scheme, &key, &mut findings);
    }
    check_shared_templates(connector, &mut findings);
    hosts::check(connector, &mut findings);
    findings.problems
}

fn count_patterns(scheme: &AuthScheme) -> usize {
    let fields = scheme.fields.properties.values().filter(|field| field.pattern.is_some()).count();
    fields + scheme.derive.values().filter(|derive| derive.capture.is_some()).count()
}

fn check_identity(connector: &Connector, findings: &mut Findings) {
    findings.require(
        connector.format == FORMAT,
        "format",
        "this build reads format 1 only",
        "Write format = 1",
    );
    findings.require(
        is_id(&connector.id),
        "id",
        "an id is 1 to 64 of a-z, 0-9, - and _",
        "Choose another id",
    );
    findings.require(
        is_shown(&connector.name, 80),
        "name",
        "a name has 1 to 80 visible characters",
        "Shorten it",
    );
    findings.require(
        is_shown(&connector.description, 300),
        "description",
        "a description has 1 to 300 visible characters",
        "Say in one sentence what the application is for",
    );
    for (key, words) in [("keywords", &connector.keywords), ("aliases", &connector.aliases)] {
        let fine = words.len() <= 40 && words.iter().all(|word| is_shown(word, 60));
        findings.require(
            fine,
            key,
            "at most 40 entries of 1 to 60 visible characters",
            "Shorten the list",
        );
    }
    let notes =
        connector.notes.len() <= 12 && connector.notes.iter().all(|note| is_shown(note, 600));
    findings.require(
        notes,
        "notes",
        "at most 12 notes of 1 to 600 visible characters",
        "Shorten the notes",
    );
    findings.require(
        is_https(&connector.docs_url),
        "docs_url",
        "this is no https:// address",
        "Link the vendor's documentation",
    );
    let icon = connector
        .icon
        .as_deref()
        .is_none_or(|icon| icon.len() <= MAX_ICON && icon.trim_start().starts_with("<svg"));
    findings.require(
        icon,
        "icon",
        "an icon is an SVG of at most 32 KiB",
        "Leave it out, or simplify the drawing",
    );
    findings.require(
        connector.date_checked.parse::<Date>().is_ok(),
        "date_checked",
        "this is not a day",
        "Write the day of the last comparison as YYYY-MM-DD",
    );
}

/// Headers and parameters of every request: a name that no scheme knows is a slip.
fn check_shared_templates(connector: &Connector, findings: &mut Findings) {
    let shared =
        connector.headers.iter().map(|(name, template)| (format!("headers.{name}"), template));
    let query = connector.query.iter().map(|(name, template)| (format!("query.{name}"), template));
    for (key, template) in shared.chain(query) {
        for name in template.names() {
            let known = connector.auth.iter().any(|scheme| known_names(scheme).contains(name));
            findings.require(
                known || name.starts_with('@'),
                &key,
                &format!("no authentication method has a field `{name}`"),
                "Add the field, or correct the template",
            );
        }
    }
    for name in connector.headers.keys() {
        findings.require(
            is_placeable_header(name),
            &format!("headers.{name}"),
            "this header belongs to the transport, or is not a header name",
            "Remove it",
        );
    }
}

/// The names that templates of a scheme may use, besides built-ins.
pub(super) fn known_names(scheme: &AuthScheme) -> BTreeSet<&str> {
    let mut names: BTreeSet<&str> = scheme.fields.properties.keys().map(String::as_str).collect();
    names.extend(scheme.derive.keys().map(String::as_str));
    if let Some(session) = &scheme.session {
        names.insert(SESSION_TOKEN);
        names.extend(session.store.keys().map(String::as_str));
    }
    if let Some(oauth) = &scheme.oauth {
        names.insert(ACCESS_TOKEN);
        names.extend(token_names(oauth));
    }
    names
}

fn token_names(oauth: &OAuth) -> impl Iterator<Item = &str> {
    let stored =
        oauth.store.keys().chain(oauth.post_connect.iter().flat_map(|step| step.store.keys()));
    stored.chain(oauth.callback_store.keys()).map(String::as_str)
}

/// Reports every name in a template that the scheme does not know.
pub(super) fn check_names(
    template: &Template,
    scheme: &AuthScheme,
    key: &str,
    findings: &mut Findings,
) {
    let known = known_names(scheme);
    for name in template.names().filter(|name| !name.starts_with('@') && !known.contains(name)) {
        findings.add(
            key,
            format!("there is no field `{name}` in this method"),
            "Add the field, or correct the template",
        );
    }
}

/// `[a-z0-9][a-z0-9_-]{0,63}`.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
        })
}

/// Text that is shown to people and models: bounded, no control or direction-changing characters.
pub(super) fn is_shown(text: &str, limit: usize) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    !text.trim().is_empty() && text.chars().count() <= limit && !text.chars().any(hidden)
}

pub(super) fn is_https(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some())
}

pub(super) const fn speaks_http(kind: Kind) -> bool {
    matches!(kind, Kind::Http)
}
