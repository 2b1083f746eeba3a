//! Where values go: query parameters, headers, HTTP Basic, cookies.

use super::{ProbeRequest, RequestError, RequestSpec};
use crate::manifest::{Location, Lookup, Placement, Template};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

impl ProbeRequest {
    pub(super) fn put_query(
        &mut self,
        spec: &RequestSpec<'_>,
        values: &dyn Lookup,
    ) -> Result<(), RequestError> {
        for (name, template) in merge(&spec.query) {
            self.put_parameter(name, template, values)?;
        }
        Ok(())
    }

    fn put_parameter(
        &mut self,
        name: &str,
        template: &Template,
        values: &dyn Lookup,
    ) -> Result<(), RequestError> {
        if let Some(value) = self.keep(template, values)? {
            // Exposed to be sent; nothing shows a request's query.
            self.url.query_pairs_mut().append_pair(name, value.expose_secret());
        }
        Ok(())
    }

    pub(super) fn put_headers(
        &mut self,
        spec: &RequestSpec<'_>,
        values: &dyn Lookup,
    ) -> Result<(), RequestError> {
        for (name, template) in merge_headers(&spec.headers) {
            if let Some(value) = self.keep(template, values)? {
                self.put_header(&name, &value, template)?;
            }
        }
        Ok(())
    }

    /// Puts a credential's values where its scheme says, except into the path and the body: those are
    /// part of making a request. An optional value that is absent is left out, never sent empty.
    ///
    /// # Errors
    /// When a value does not fit where it goes.
    pub fn place(&mut self, place: &[Placement], values: &dyn Lookup) -> Result<(), RequestError> {
        let mut cookies = Zeroizing::new(String::new());
        for one in place {
            match one.location {
                Location::Header => {
                    if let Some(value) = self.keep(&one.value, values)? {
                        self.put_header(&one.name, &value, &one.value)?;
                    }
                }
                Location::Basic => {
                    if let Some(pair) = self.keep(&one.value, values)? {
                        self.put_basic(&pair)?;
                    }
                }
                Location::Cookie => {
                    if let Some(value) = self.keep(&one.value, values)? {
                        add_cookie(&mut cookies, &one.name, &value);
                    }
                }
                Location::Query => self.put_parameter(&one.name, &one.value, values)?,
                Location::Path | Location::BodyJson | Location::BodyForm => {}
            }
        }
        if !cookies.is_empty() {
            self.headers.insert(COOKIE, sensitive(&cookies).ok_or_else(|| unfit("Cookie", None))?);
        }
        Ok(())
    }

    fn put_header(
        &mut self,
        name: &str,
        value: &SecretString,
        template: &Template,
    ) -> Result<(), RequestError> {
        let field = template.names().last();
        let key = HeaderName::try_from(name).map_err(|_| unfit(name, field))?;
        // Exposed to be sent; the header is marked sensitive.
        let value = sensitive(value.expose_secret()).ok_or_else(|| unfit(name, field))?;
        self.headers.insert(key, value);
        Ok(())
    }

    /// HTTP Basic (RFC 7617) of `user:password`.
    pub(crate) fn put_basic(&mut self, pair: &SecretString) -> Result<(), RequestError> {
        // Exposed to be encoded; both copies are wiped.
        let encoded = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.expose_secret())));
        self.headers.insert(
            AUTHORIZATION,
            sensitive(&encoded).ok_or_else(|| unfit("Authorization", None))?,
        );
        if let Some((_, password)) = pair.expose_secret().split_once(':') {
            self.secrets.push(SecretString::from(password));
        }
        Ok(())
    }
}

/// `name=value`, after the cookies that are there already (RFC 6265).
fn add_cookie(cookies: &mut Zeroizing<String>, name: &str, value: &SecretString) {
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.push_str(name);
    cookies.push('=');
    // Exposed into a buffer that is wiped.
    cookies.push_str(value.expose_secret());
}

fn merge<'a>(tables: &[&'a BTreeMap<String, Template>]) -> BTreeMap<&'a str, &'a Template> {
    tables
        .iter()
        .flat_map(|table| table.iter())
        .map(|(name, template)| (name.as_str(), template))
        .collect()
}

fn merge_headers<'a>(tables: &[&'a BTreeMap<String, Template>]) -> BTreeMap<String, &'a Template> {
    tables
        .iter()
        .flat_map(|table| table.iter())
        .map(|(name, template)| (name.to_ascii_lowercase(), template))
        .collect()
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(text.as_bytes()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn unfit(name: &str, field: Option<&str>) -> RequestError {
    RequestError::Header { name: name.to_owned(), field: field.map(str::to_owned) }
}
