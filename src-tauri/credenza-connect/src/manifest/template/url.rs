//! Addresses from templates. A value is encoded for the place it stands in, so that no field can leave its place:
//! a subdomain cannot become a host, a path segment cannot climb, a query value cannot add a parameter.

use url::{Host, Url};
use zeroize::Zeroizing;

use super::error::TemplateError;
use super::filter::{Filter, percent_encode};
use super::render::{Lookup, first_absent, resolve};
use super::{Part, Template};

/// An address made from templates.
///
/// No `Debug`: the address may carry a secret. Show [`RenderedUrl::shown`] instead.
pub struct RenderedUrl {
    /// The address to send to.
    pub url: Url,
    /// Whether a secret stands in it.
    pub secret: bool,
    /// The address with `{name}` in place of secrets, for messages and the record.
    pub shown: String,
}

/// Makes the address of a request: base URL, then the values of `path` placements, then the target. A target that
/// starts with a scheme stands alone.
///
/// # Errors
/// An absent field, a value that cannot stand in its place, or a result that is not an `http` or `https` URL.
pub fn render_target(
    base: &Template,
    path_values: &[&Template],
    target: &Template,
    lookup: &dyn Lookup,
) -> Result<RenderedUrl, TemplateError> {
    let mut writer = Writer::new();
    if !starts_with_scheme(target) {
        writer.write(base, lookup)?;
        writer.drop_trailing_slash();
        for value in path_values {
            writer.write(value, lookup)?;
        }
    }
    writer.write(target, lookup)?;
    writer.finish(target)
}

/// Makes an address from one template that holds all of it.
///
/// # Errors
/// As [`render_target`].
pub fn render_url(template: &Template, lookup: &dyn Lookup) -> Result<RenderedUrl, TemplateError> {
    let mut writer = Writer::new();
    writer.write(template, lookup)?;
    writer.finish(template)
}

/// Makes a scheme, host and port from a host template such as `{subdomain}.zendesk.com` or `{server_url}`.
/// `None` when a field in it is absent. Without a scheme in the value, `https` is meant.
///
/// # Errors
/// A value that is no host.
pub fn render_host(
    template: &Template,
    lookup: &dyn Lookup,
) -> Result<Option<(String, credenza_model::HostPort)>, TemplateError> {
    let bad = |reason| TemplateError::BadUrl { template: template.as_str().to_owned(), reason };
    let mut text = Zeroizing::new(String::new());
    for part in template.parts() {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Field { name, filters } => match resolve(name, filters, lookup) {
                None => return Ok(None),
                Some(value) if value.secret => {
                    return Err(unusable(name, "a secret cannot be part of a host"));
                }
                Some(value) => text.push_str(&value.text),
            },
        }
    }
    let text =
        if text.contains("://") { text } else { Zeroizing::new(format!("https://{}", &*text)) };
    let url = Url::parse(&text).map_err(|_| bad("it is not a host name"))?;
    check_origin(&url).map_err(bad)?;
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => return Err(bad("it has no host")),
    };
    let port = url.port_or_known_default().ok_or_else(|| bad("it has no port"))?;
    Ok(Some((url.scheme().to_owned(), credenza_model::HostPort::new(&host, port))))
}

fn starts_with_scheme(template: &Template) -> bool {
    matches!(template.parts().first(), Some(Part::Literal(text)) if text.starts_with("https://") || text.starts_with("http://"))
}

fn check_origin(url: &Url) -> Result<(), &'static str> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err("it must start with https:// (or http://)");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it must not contain a user name or password");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("it has no host");
    }
    Ok(())
}

fn unusable(field: &str, reason: &'static str) -> TemplateError {
    TemplateError::Unusable { field: field.to_owned(), reason }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Authority,
    Path,
    Query,
}

struct Writer {
    text: Zeroizing<String>,
    shown: String,
    place: Place,
    secret: bool,
}

impl Writer {
    fn new() -> Self {
        Self {
            text: Zeroizing::new(String::new()),
            shown: String::new(),
            place: Place::Start,
            secret: false,
        }
    }

    fn write(&mut self, template: &Template, lookup: &dyn Lookup) -> Result<(), TemplateError> {
        for part in template.parts() {
            match part {
                Part::Literal(literal) => self.write_literal(literal),
                Part::Field { name, filters } => {
                    let value = resolve(name, filters, lookup).ok_or_else(|| {
                        TemplateError::Missing { field: first_absent(template, lookup) }
                    })?;
                    let encoded = self.encode(name, filters, &value.text)?;
                    self.text.push_str(&encoded);
                    if value.secret {
                        self.secret = true;
                        self.shown.push_str(&format!("{{{name}}}"));
                    } else {
                        self.shown.push_str(&encoded);
                    }
                }
            }
        }
        Ok(())
    }

    fn write_literal(&mut self, literal: &str) {
        self.text.push_str(literal);
        self.shown.push_str(literal);
        let mut rest = literal;
        if self.place == Place::Start
            && let Some((_, authority)) = literal.split_once("://")
        {
            self.place = Place::Authority;
            rest = authority;
        }
        if self.place == Place::Authority && rest.contains('/') {
            self.place = Place::Path;
        }
        if matches!(self.place, Place::Authority | Place::Path) && rest.contains('?') {
            self.place = Place::Query;
        }
    }

    fn encode(
        &mut self,
        name: &str,
        filters: &[Filter],
        value: &str,
    ) -> Result<Zeroizing<String>, TemplateError> {
        match self.place {
            Place::Start => {
                self.place = Place::Path;
                whole_base(name, value)
            }
            Place::Authority => host_part(name, value),
            Place::Path | Place::Query if filters.contains(&Filter::Path) => {
                check_relative(name, value)?;
                if value.contains('?') {
                    self.place = Place::Query;
                }
                Ok(Zeroizing::new(value.to_owned()))
            }
            Place::Path if matches!(value, "." | "..") => {
                Err(unusable(name, "a path segment must not be . or .."))
            }
            Place::Path | Place::Query => Ok(Zeroizing::new(percent_encode(value))),
        }
    }

    /// `https://host/` + `/path` must not become `https://host//path`.
    fn drop_trailing_slash(&mut self) {
        if self.place == Place::Path && self.text.ends_with('/') {
            self.text.pop();
            self.shown.pop();
        }
        if self.place == Place::Authority {
            self.place = Place::Path;
        }
    }

    fn finish(self, template: &Template) -> Result<RenderedUrl, TemplateError> {
        let bad = |reason| TemplateError::BadUrl { template: template.as_str().to_owned(), reason };
        let url = Url::parse(&self.text).map_err(|_| bad("it does not parse"))?;
        check_origin(&url).map_err(bad)?;
        Ok(RenderedUrl { url, secret: self.secret, shown: self.shown })
    }
}

/// A field at the very start is the whole base URL: an origin and perhaps a path prefix.
fn whole_base(name: &str, value: &str) -> Result<Zeroizing<String>, TemplateError> {
    let url = Url::parse(value)
        .map_err(|_| unusable(name, "it must be a whole address such as https://example.com"))?;
    check_origin(&url).map_err(|reason| unusable(name, reason))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(unusable(name, "it must end before any ? or #"));
    }
    Ok(Zeroizing::new(url.as_str().trim_end_matches('/').to_owned()))
}

fn host_part(name: &str, value: &str) -> Result<Zeroizing<String>, TemplateError> {
    let (host, port) =
        value.split_once(':').map_or((value, None), |(host, port)| (host, Some(port)));
    let plain = !host.is_empty()
        && !host.starts_with(['.', '-'])
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let port_is_number = port.is_none_or(|port| port.parse::<u16>().is_ok());
    if !plain || !port_is_number {
        return Err(unusable(name, "it must be a host name, without https:// and without a path"));
    }
    Ok(Zeroizing::new(value.to_owned()))
}

/// A path given by a person: it may have segments and a query, but stays on its host and does not climb.
fn check_relative(name: &str, value: &str) -> Result<(), TemplateError> {
    if !value.starts_with('/') || value.starts_with("//") {
        return Err(unusable(name, "it must start with one /"));
    }
    if value.contains(['\\', '#', '{', '}'])
        || value.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return Err(unusable(name, "it must not contain spaces, backslashes, braces or #"));
    }
    let path = value
        .split_once('?')
        .map_or(value, |(path, _)| path)
        .to_ascii_lowercase()
        .replace("%2e", ".");
    let encoded_again = path.contains("%25") || path.contains("%2f") || path.contains("%5c");
    if encoded_again || path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(unusable(name, "it must not contain . or .. segments or encoded slashes"));
    }
    Ok(())
}
