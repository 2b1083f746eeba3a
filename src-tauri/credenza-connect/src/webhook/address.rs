//! Where events may be sent: https, or http to a loopback address that a person approved.

use crate::egress::{AddressKind, classify};
use credenza_model::HostPort;
use std::net::IpAddr;
use url::Url;

/// The longest address that is kept.
const LONGEST: usize = 2_048;

/// Why an address cannot be a webhook's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// It is not an address, or too long.
    #[error("this is not an address such as https://example.com/hooks")]
    NotAnAddress,
    /// It has a user name or a password in it, which would stand in lists and logs.
    #[error("an address must not hold a user name or password")]
    UserInfo,
    /// It is http to another machine, or of another scheme.
    #[error("events are sent over https; plain http only to an approved loopback address")]
    NotHttps,
    /// It leads to a private or loopback address that nobody approved.
    #[error("{0} is a loopback or private address, which has to be approved")]
    Private(HostPort),
}

/// Reads and judges an address. What a name resolves to is judged on every delivery.
///
/// # Errors
/// [`AddressProblem`].
pub fn parse_address(text: &str, approved: &[HostPort]) -> Result<Url, AddressProblem> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(AddressProblem::NotAnAddress);
    }
    let mut url = Url::parse(text).map_err(|_| AddressProblem::NotAnAddress)?;
    url.set_fragment(None);
    let Some(host) = url.host_str() else { return Err(AddressProblem::NotAnAddress) };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressProblem::UserInfo);
    }
    let target = HostPort::new(host, url.port_or_known_default().unwrap_or(0));
    let kind = kind_of(target.host());
    let is_loopback = kind == Some(AddressKind::Loopback);
    match url.scheme() {
        "https" => {}
        "http" if is_loopback => {}
        _ => return Err(AddressProblem::NotHttps),
    }
    let is_private = kind.is_some_and(|kind| kind != AddressKind::Global);
    if is_private && !approved.contains(&target) {
        return Err(AddressProblem::Private(target));
    }
    Ok(url)
}

/// The kind of an address that is written as one; `None` for a name, except that `localhost` is
/// loopback wherever it is looked up (RFC 6761).
fn kind_of(host: &str) -> Option<AddressKind> {
    let name = host.trim_end_matches('.');
    if name == "localhost" || name.ends_with(".localhost") {
        return Some(AddressKind::Loopback);
    }
    name.parse::<IpAddr>().ok().map(classify)
}

/// The address without its query, which may hold a token of the receiver's.
#[must_use]
pub fn shown_address(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return String::new() };
    url.set_query(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_an_approved_loopback_address() {
        let approved = ["127.0.0.1:9000".parse().unwrap(), "localhost:9000".parse().unwrap()];
        for good in [
            "https://example.com/hooks?key=1",
            "http://127.0.0.1:9000/x",
            "https://127.0.0.1:9000/x",
            "http://localhost:9000",
        ] {
            assert!(parse_address(good, &approved).is_ok(), "{good}");
        }
        let private = |text: &str| AddressProblem::Private(text.parse().unwrap());
        let cases = [
            ("http://example.com/", AddressProblem::NotHttps),
            ("http://10.0.0.1:9000/", AddressProblem::NotHttps),
            ("ftp://example.com/", AddressProblem::NotHttps),
            ("http://127.0.0.1:9001/", private("127.0.0.1:9001")),
            ("http://0x7f.1:9001/", private("127.0.0.1:9001")),
            ("https://[::1]/", private("[::1]:443")),
            ("https://169.254.169.254/", private("169.254.169.254:443")),
            ("https://ana:secret@example.com/", AddressProblem::UserInfo),
            ("example.com/hooks", AddressProblem::NotAnAddress),
            ("mailto:ana@example.com", AddressProblem::NotAnAddress),
        ];
        for (bad, problem) in cases {
            assert_eq!(parse_address(bad, &approved), Err(problem), "{bad}");
        }
        assert!(parse_address(&format!("https://e.com/{}", "x".repeat(3_000)), &[]).is_err());
    }

    #[test]
    fn the_query_is_not_shown() {
        assert_eq!(shown_address("https://example.com/h?token=s3cret"), "https://example.com/h");
    }
}
