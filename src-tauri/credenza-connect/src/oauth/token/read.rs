//! The grant in a successful answer.

use super::LONGEST_TOKEN;
use super::answer::date;
use super::expiry::{end_of, life};
use super::failure::{TokenFailure, TransportKind};
use super::grant::TokenGrant;
use crate::egress::foreign::one_line;
use crate::http::{Answer, Body};
use crate::manifest::{OAuth, Path};
use crate::oauth::identity::SignedInAs;
use credenza_model::Timestamp;
use secrecy::SecretString;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most scopes that are kept.
const MOST_SCOPES: usize = 500;
/// The longest value that is kept beside the tokens, in characters.
const LONGEST_STORED: usize = 2000;

/// Reads answers of one connector's token endpoint.
pub(super) struct Reader<'a> {
    pub(super) oauth: &'a OAuth,
    /// When the request started.
    pub(super) now: Timestamp,
}

impl Reader<'_> {
    pub(super) fn read(&self, answer: &Answer, body: &Body) -> Result<TokenGrant, TokenFailure> {
        let failed = |kind| TokenFailure::transport(kind);
        let Body::Json(value) = body else { return Err(failed(TransportKind::Malformed)) };
        let access_token = self.find(value, self.oauth.access_token_path.as_ref(), "access_token");
        let access_token = token(access_token)?.ok_or(failed(TransportKind::NoToken))?;
        let is_usable = value.get("token_type").is_none_or(|kind| self.takes_type(kind));
        if !is_usable {
            return Err(failed(TransportKind::BadToken));
        }
        let refresh_token =
            self.find(value, self.oauth.refresh_token_path.as_ref(), "refresh_token");
        Ok(TokenGrant {
            refresh_token: token(refresh_token)?,
            expires_at: self.expires_at(value),
            refresh_expires_at: self.refresh_expires_at(value),
            scopes: self.scopes(value),
            identity: value.get("id_token").and_then(Value::as_str).and_then(SignedInAs::decode),
            stored: self.stored(value),
            server_date: answer.find_header("date").and_then(date),
            ..TokenGrant::new(access_token, self.now)
        })
    }

    /// By the connector's path, or by the standard's name.
    fn find<'v>(&self, value: &'v Value, path: Option<&Path>, name: &str) -> Option<&'v Value> {
        let found = match path {
            Some(path) => path.find_first(value),
            None => value.get(name),
        };
        found.filter(|value| !value.is_null())
    }

    /// Only bearer tokens are known here (RFC 6750); another type would be sent in a way its provider refuses.
    fn takes_type(&self, kind: &Value) -> bool {
        let Some(kind) = kind.as_str() else { return kind.is_null() };
        kind.is_empty()
            || kind.eq_ignore_ascii_case("bearer")
            || self.oauth.token_types.iter().any(|other| other.eq_ignore_ascii_case(kind))
    }

    fn expires_at(&self, value: &Value) -> Option<Timestamp> {
        if let Some(path) = &self.oauth.expires_at_path {
            return end_of(path.find_first(value)?, self.now);
        }
        let span = life(self.find(value, self.oauth.expires_in_path.as_ref(), "expires_in")?)?;
        Some(self.now.plus(span))
    }

    /// Not of the standard, but several providers say it.
    fn refresh_expires_at(&self, value: &Value) -> Option<Timestamp> {
        const NAMES: [&str; 3] =
            ["refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in"];
        let span = NAMES.iter().find_map(|name| life(value.get(*name)?))?;
        Some(self.now.plus(span))
    }

    fn scopes(&self, value: &Value) -> Option<Vec<String>> {
        let separator = self.oauth.scope_separator.as_str();
        let split = |text: &str| -> Vec<String> {
            // GitHub and LinkedIn are asked with spaces and answer with commas.
            let parts =
                text.split(|c: char| c.is_whitespace() || c == ',' || separator.contains(c));
            parts.filter(|part| !part.is_empty()).map(one_line).collect()
        };
        let mut scopes = match value.get("scope").or_else(|| value.get("scopes"))? {
            Value::String(text) => split(text),
            Value::Array(all) => all.iter().filter_map(Value::as_str).flat_map(split).collect(),
            _ => return None,
        };
        scopes.truncate(MOST_SCOPES);
        (!scopes.is_empty()).then_some(scopes)
    }

    fn stored(&self, value: &Value) -> BTreeMap<String, String> {
        let kept =
            self.oauth.store.iter().filter_map(|(name, path)| {
                Some((name.clone(), stored_text(path.find_first(value)?)?))
            });
        kept.collect()
    }
}

/// A value of an answer as the text that is kept: one plain line of at most 2000 characters.
pub(in crate::oauth) fn stored_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let plain = text.chars().count() <= LONGEST_STORED && !text.chars().any(char::is_control);
    plain.then_some(text)
}

/// A token as a secret. It must fit into a header: visible ASCII (RFC 6749, appendix A.12), no spaces.
fn token(value: Option<&Value>) -> Result<Option<SecretString>, TokenFailure> {
    let bad = TokenFailure::transport(TransportKind::BadToken);
    match value {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => {
            let fits = text.len() <= LONGEST_TOKEN && text.bytes().all(|b| b.is_ascii_graphic());
            if fits { Ok(Some(SecretString::from(text.as_str()))) } else { Err(bad) }
        }
        Some(_) => Err(bad),
    }
}
