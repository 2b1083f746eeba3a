//! Rules for hosts: a credential must not be able to name where its secret goes, unless the person is asked.

use super::super::auth::AuthScheme;
use super::super::connector::{Connector, Kind};
use super::super::hosts::is_closed;
use super::super::template::{Filter, Part, Template};
use super::Findings;

pub(super) fn check(connector: &Connector, findings: &mut Findings) {
    findings.require(
        !connector.hosts.is_empty(),
        "hosts",
        "a connector names its hosts",
        "Add the host of the base URL",
    );
    for (index, host) in connector.hosts.iter().enumerate() {
        check_template(connector, host, None, &format!("hosts[{index}]"), findings);
    }
    for (index, scheme) in connector.auth.iter().enumerate() {
        for (number, host) in scheme.hosts.iter().enumerate() {
            check_template(
                connector,
                host,
                Some(scheme),
                &format!("auth[{index}].hosts[{number}]"),
                findings,
            );
        }
        if matches!(connector.kind, Kind::Http | Kind::AwsSes) {
            check_addresses(connector, scheme, index, findings);
        }
    }
}

/// One host template: literal, a label before a literal domain, a closed list, or (self-hosted only) a whole field.
fn check_template(
    connector: &Connector,
    host: &Template,
    scheme: Option<&AuthScheme>,
    key: &str,
    findings: &mut Findings,
) {
    let literal: String = host
        .parts()
        .iter()
        .map(|part| if let Part::Literal(text) = part { text.as_str() } else { "x" })
        .collect();
    if !matches!(connector.kind, Kind::Http | Kind::AwsSes) {
        return;
    }
    let plain =
        literal.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    findings.require(
        plain,
        key,
        "a host is a name without scheme, port and path",
        "Write it like api.example.com",
    );
    let owners: Vec<&AuthScheme> =
        scheme.map_or_else(|| connector.auth.iter().collect(), |scheme| vec![scheme]);
    let open = host.names().any(|name| {
        owners
            .iter()
            .any(|owner| super::known_names(owner).contains(name) && !is_closed(owner, name))
    });
    for name in host.names() {
        let known = owners.iter().any(|owner| super::known_names(owner).contains(name));
        findings.require(
            known,
            key,
            &format!("no method has a field `{name}`"),
            "Correct the host",
        );
        let secret = owners
            .iter()
            .any(|owner| owner.fields.properties.get(name).is_some_and(|field| field.write_only));
        findings.require(
            !secret,
            key,
            "a secret cannot be part of a host",
            "Derive a public value from it",
        );
    }
    if open && !connector.self_hosted {
        findings.require(
            has_literal_domain(host),
            key,
            "a free field would name the whole host",
            "End the host with a literal domain of two labels, list the hosts as an enum, or set self_hosted = true",
        );
    }
}

/// Whether the text after the last field is `.domain.tld` or longer.
fn has_literal_domain(host: &Template) -> bool {
    let Some(Part::Literal(tail)) = host.parts().last() else { return false };
    let labels: Vec<&str> = tail.split('.').collect();
    let whole = if host.parts().len() == 1 { labels.len() } else { labels.len() - 1 };
    whole >= 2 && labels.iter().skip(1).all(|label| !label.is_empty())
}

/// Every address in the file must stand on one of the hosts.
fn check_addresses(
    connector: &Connector,
    scheme: &AuthScheme,
    index: usize,
    findings: &mut Findings,
) {
    let key = format!("auth[{index}]");
    let mut addresses = vec![("base_url".to_owned(), connector.base_url_for(scheme))];
    addresses.extend(scheme.probe.url.iter().map(|url| (format!("{key}.probe.url"), url)));
    if let Some(session) = &scheme.session {
        addresses.push((format!("{key}.session.url"), &session.url));
        addresses.extend(
            session.logout.iter().map(|logout| (format!("{key}.session.logout"), &logout.url)),
        );
    }
    if let Some(oauth) = &scheme.oauth {
        let urls = [
            Some(&oauth.token_url),
            oauth.refresh_url.as_ref(),
            oauth.revoke_url.as_ref(),
            oauth.device_url.as_ref(),
            // Only the browser goes there; but where a field decides on the host, the person must have seen it.
            oauth.authorize_url.as_ref().filter(|url| !has_literal_authority(url)),
        ];
        addresses.extend(urls.into_iter().flatten().map(|url| (format!("{key}.oauth"), url)));
        addresses.extend(
            oauth.post_connect.iter().map(|step| (format!("{key}.oauth.post_connect"), &step.url)),
        );
    }
    for (key, address) in addresses {
        match address_of(address) {
            Address::Relative => {}
            Address::Plain => findings.add(
                key,
                "an address starts with https:// or with /",
                "Write the whole address",
            ),
            Address::On(authority) => {
                let listed =
                    connector.host_templates(Some(scheme)).any(|host| host.as_str() == authority);
                findings.require(
                    listed,
                    &key,
                    &format!("`{authority}` is not among the hosts"),
                    "Add it to hosts, exactly as it is written in the address",
                );
            }
        }
    }
}

/// Whether no field has a part in the host.
fn has_literal_authority(template: &Template) -> bool {
    match address_of(template) {
        Address::On(authority) => !authority.contains('{'),
        Address::Relative | Address::Plain => false,
    }
}

enum Address {
    Relative,
    On(String),
    Plain,
}

/// Where a template points: a path, or the authority as it is written.
fn address_of(template: &Template) -> Address {
    match template.parts().first() {
        Some(Part::Literal(text)) if text.starts_with('/') => Address::Relative,
        Some(Part::Field { filters, .. }) if filters.contains(&Filter::Path) => Address::Relative,
        Some(Part::Field { name, filters })
            if filters.is_empty() && is_followed_by_path(template) =>
        {
            Address::On(format!("{{{name}}}"))
        }
        Some(Part::Literal(text)) if text.starts_with("https://") => {
            let rest = template.as_str().trim_start_matches("https://");
            let end = end_of_authority(rest);
            Address::On(rest[..end].to_owned())
        }
        _ => Address::Plain,
    }
}

/// A field at the start is a whole base URL; only a path may follow it.
fn is_followed_by_path(template: &Template) -> bool {
    match template.parts().get(1) {
        None => true,
        Some(Part::Literal(text)) => text.starts_with('/'),
        Some(Part::Field { .. }) => false,
    }
}

/// The first `/` or `?` outside braces.
fn end_of_authority(text: &str) -> usize {
    let mut inside = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => inside = true,
            b'}' => inside = false,
            b'/' | b'?' | b'#' if !inside => return at,
            _ => {}
        }
    }
    text.len()
}
