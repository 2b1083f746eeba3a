//! The hosts a credential's secrets may be sent to. The result is sealed with the credential, so that a changed
//! file or row cannot point a stored secret elsewhere.

use std::str::FromStr;

use credenza_model::HostPort;
use serde::Serialize;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use super::auth::AuthScheme;
use super::connector::{Connector, Kind};
use super::template::{Lookup, Template, TemplateError, render_host};
use super::values::FieldValues;

/// One place a secret may be sent to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AllowedHost {
    /// `https`, `http`, `postgresql`, `sftp` or `smtp`.
    pub scheme: String,
    /// Host and port.
    pub address: HostPort,
}

impl Connector {
    /// Every host that secrets of this credential may be sent to, sorted and without repetitions.
    ///
    /// # Errors
    /// A field that must name a host and does not.
    pub fn allowed_hosts(
        &self,
        auth_id: &str,
        values: &FieldValues,
    ) -> Result<Vec<AllowedHost>, TemplateError> {
        let scheme = self.find_auth(auth_id);
        let mut hosts = match self.kind {
            Kind::Http | Kind::AwsSes => self.http_hosts(scheme, values)?,
            Kind::Postgresql => vec![postgresql_host(values)?],
            Kind::Sftp => vec![host_and_port("sftp", values)?],
            Kind::Smtp => vec![host_and_port("smtp", values)?],
        };
        hosts.sort();
        hosts.dedup();
        Ok(hosts)
    }

    /// The connector's host templates, for the question whether a scheme's credentials may go there.
    pub fn host_templates<'a>(
        &'a self,
        scheme: Option<&'a AuthScheme>,
    ) -> impl Iterator<Item = &'a Template> {
        self.hosts.iter().chain(scheme.into_iter().flat_map(|scheme| &scheme.hosts))
    }

    fn http_hosts(
        &self,
        scheme: Option<&AuthScheme>,
        values: &FieldValues,
    ) -> Result<Vec<AllowedHost>, TemplateError> {
        let mut hosts = Vec::new();
        for template in self.host_templates(scheme) {
            if template.as_bare_field().is_none() {
                check_labels(template, scheme, values)?;
            }
            if let Some((scheme, address)) = render_host(template, values)? {
                hosts.push(AllowedHost { scheme, address });
            }
        }
        Ok(hosts)
    }
}

/// A free text stands for one label: `evil.com/` in `{subdomain}.zendesk.com` must not name another host.
fn check_labels(
    template: &Template,
    scheme: Option<&AuthScheme>,
    values: &FieldValues,
) -> Result<(), TemplateError> {
    for name in template.names() {
        let closed = scheme.is_some_and(|scheme| is_closed(scheme, name));
        let Some(value) = values.find(name) else { continue };
        let label = !value.text.is_empty()
            && value.text.len() <= 63
            && value
                .text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !closed && !value.text.is_empty() && !label {
            return Err(TemplateError::Unusable {
                field: name.to_owned(),
                reason: "it must be one part of a host name: letters, digits and hyphens only",
            });
        }
    }
    Ok(())
}

/// Whether a field can only have values that the connector file lists.
pub(super) fn is_closed(scheme: &AuthScheme, name: &str) -> bool {
    let listed = scheme.fields.properties.get(name).is_some_and(|field| field.choices.is_some());
    let derived = scheme
        .derive
        .get(name)
        .is_some_and(|derive| derive.capture.is_none() && !derive.cases.is_empty());
    listed || derived
}

fn host_and_port(scheme: &str, values: &FieldValues) -> Result<AllowedHost, TemplateError> {
    let host = values.find_public("host").filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| TemplateError::Missing { field: "host".to_owned() })?;
    let port = values.find_public("port").and_then(|port| port.parse().ok());
    let port = port.ok_or_else(|| TemplateError::Missing { field: "port".to_owned() })?;
    Ok(AllowedHost { scheme: scheme.to_owned(), address: HostPort::new(host, port) })
}

/// The driver's own parser decides where a connection string leads, so that both always agree. Where the string
/// names no host, the driver would take one from the environment; that is refused.
fn postgresql_host(values: &FieldValues) -> Result<AllowedHost, TemplateError> {
    const FIELD: &str = "connection_string";
    let Some(text) = values.find(FIELD).filter(|value| !value.text.is_empty()) else {
        return host_and_port("postgresql", values);
    };
    let refuse = |reason| TemplateError::Unusable { field: FIELD.to_owned(), reason };
    let url = Url::parse(text.text)
        .map_err(|_| refuse("it must look like postgresql://user@host:5432/database"))?;
    let names_host = url.host_str().is_some_and(|host| !host.is_empty())
        || url
            .query_pairs()
            .any(|(key, value)| matches!(&*key, "host" | "hostaddr") && !value.is_empty());
    if !matches!(url.scheme(), "postgres" | "postgresql") || !names_host {
        return Err(refuse("it must start with postgresql:// and name a host"));
    }
    let options = PgConnectOptions::from_str(text.text)
        .map_err(|_| refuse("the PostgreSQL driver cannot read it"))?;
    if options.get_socket().is_some() {
        return Err(refuse("local sockets are not supported; name a host"));
    }
    Ok(AllowedHost {
        scheme: "postgresql".to_owned(),
        address: HostPort::new(options.get_host(), options.get_port()),
    })
}
