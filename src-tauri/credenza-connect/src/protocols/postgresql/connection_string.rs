//! libpq's connection strings (manual, "Connection Strings"): the URI and the keyword/value form.
//!
//! Parsed once, at the door. An error names the parameter, if it is one we know, and never quotes
//! the text: a misplaced character can put a piece of the password anywhere.

use super::{DEFAULT_PORT, GivenAs, PostgresTarget, TlsMode};
use secrecy::{ExposeSecret as _, SecretString};
use std::borrow::Cow;
use url::Url;
use zeroize::Zeroizing;

/// Why a connection string cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionStringError {
    /// Neither form.
    #[error("The connection string is neither postgresql://… nor host=… user=…")]
    NotPostgres,
    /// The URI as a whole cannot be read.
    #[error(
        "The connection string cannot be read near its {0}; escape special characters in the password as %XX"
    )]
    Malformed(&'static str),
    /// A known parameter has an impossible value.
    #[error("The connection string's {0} is not valid")]
    Invalid(&'static str),
    /// A parameter is missing.
    #[error("The connection string does not name its {0}")]
    Missing(&'static str),
    /// A parameter or feature of libpq that is deliberately not supported.
    #[error("The connection string's {0} is not supported here")]
    Unsupported(&'static str),
    /// A parameter libpq does not know either. Not quoted: it may be a piece of the password.
    #[error("The connection string's parameter number {0} is not known")]
    Unknown(usize),
}

/// Read, but not used here: they concern the session's comfort, not the credential.
const IGNORED: [&str; 17] = [
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "fallback_application_name",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "options",
    "pgbouncer",
    "sslnegotiation",
    "sslsni",
    "ssl_min_protocol_version",
    "target_session_attrs",
    "tcp_user_timeout",
];

/// They would read other files or go elsewhere than where it says.
const UNSUPPORTED: [&str; 9] = [
    "hostaddr",
    "krbsrvname",
    "load_balance_hosts",
    "passfile",
    "replication",
    "service",
    "sslcert",
    "sslkey",
    "sslpassword",
];

pub(super) fn parse(text: &SecretString) -> Result<PostgresTarget, ConnectionStringError> {
    // Exposed to be parsed; every copy below is zeroized.
    let text = text.expose_secret().trim();
    let mut parts = Parts::default();
    if let Some(rest) =
        text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://"))
    {
        read_uri(text, rest, &mut parts)?;
    } else if !text.contains("://") && text.contains('=') {
        read_keywords(text, &mut parts)?;
    } else {
        return Err(ConnectionStringError::NotPostgres);
    }
    parts.into_target()
}

#[derive(Default)]
struct Parts {
    host: Option<String>,
    port: Option<u16>,
    user: Option<String>,
    password: Option<SecretString>,
    database: Option<String>,
    mode: Option<TlsMode>,
}

impl Parts {
    /// Takes one parameter; `position` counts from one.
    fn set(
        &mut self,
        key: &str,
        value: &str,
        position: usize,
    ) -> Result<(), ConnectionStringError> {
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match key {
            "host" => self.host = text(),
            "port" => self.port = parse_port(value)?,
            "user" => self.user = text(),
            "password" => self.password = Some(SecretString::from(value)),
            "dbname" => self.database = text(),
            "sslmode" => self.mode = Some(value.parse()?),
            "sslrootcert" if value == "system" => {}
            "sslrootcert" => {
                return Err(ConnectionStringError::Unsupported(
                    "sslrootcert (paste the CA certificate)",
                ));
            }
            _ if IGNORED.contains(&key) => {}
            _ => return Err(unusable(key, position)),
        }
        Ok(())
    }

    fn into_target(self) -> Result<PostgresTarget, ConnectionStringError> {
        let host = self.host.ok_or(ConnectionStringError::Missing("host"))?;
        if host.starts_with('/') || host.starts_with('@') {
            return Err(ConnectionStringError::Unsupported("host (a Unix socket)"));
        }
        if host.contains(',') {
            return Err(ConnectionStringError::Unsupported("host (several hosts)"));
        }
        let username = self.user.ok_or(ConnectionStringError::Missing("user"))?;
        Ok(PostgresTarget {
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: self.port.unwrap_or(DEFAULT_PORT),
            database: self.database.unwrap_or_else(|| username.clone()),
            username,
            password: self.password,
            tls_mode: self.mode.unwrap_or_default(),
            ca_certificate: None,
            given_as: GivenAs::ConnectionString,
        })
    }
}

fn unusable(key: &str, position: usize) -> ConnectionStringError {
    UNSUPPORTED
        .iter()
        .find(|known| **known == key)
        .map_or(ConnectionStringError::Unknown(position), |known| {
            ConnectionStringError::Unsupported(known)
        })
}

fn parse_port(text: &str) -> Result<Option<u16>, ConnectionStringError> {
    if text.is_empty() {
        return Ok(None);
    }
    let port = text.parse().ok().filter(|port| *port != 0);
    port.map(Some).ok_or(ConnectionStringError::Invalid("port"))
}

fn read_uri(text: &str, rest: &str, parts: &mut Parts) -> Result<(), ConnectionStringError> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    if hosts.contains(',') {
        return Err(ConnectionStringError::Unsupported("host (several hosts)"));
    }
    let url =
        Url::parse(text).map_err(|error| ConnectionStringError::Malformed(place_of(error)))?;
    if url.fragment().is_some() {
        return Err(ConnectionStringError::Malformed("'#'"));
    }
    // The `url` crate does not wipe what it parsed; libpq, `sqlx` and every other driver neither.
    let decode = |part: &str, name| decode(part).ok_or(ConnectionStringError::Malformed(name));
    parts.host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .map(|host| decode(host, "host"))
        .transpose()?;
    parts.port = url.port();
    if !url.username().is_empty() {
        parts.user = Some(decode(url.username(), "user")?);
    }
    if let Some(password) = url.password() {
        parts.password = Some(SecretString::from(decode(password, "password")?));
    }
    let database = url.path().trim_start_matches('/');
    if !database.is_empty() {
        parts.database = Some(decode(database, "database")?);
    }
    for (at, (key, value)) in url.query_pairs().enumerate() {
        let value: Zeroizing<String> = Zeroizing::new(plus_stays(&value).into_owned());
        parts.set(&key, &value, at + 1)?;
    }
    Ok(())
}

/// Unlike a web form, a connection URI knows no `+` for a space; `query_pairs` has replaced it.
fn plus_stays(value: &str) -> Cow<'_, str> {
    if value.contains(' ') { Cow::Owned(value.replace(' ', "+")) } else { Cow::Borrowed(value) }
}

fn place_of(error: url::ParseError) -> &'static str {
    match error {
        url::ParseError::InvalidPort => "port",
        _ => "host",
    }
}

/// Percent-decoding; `None` when the result is no UTF-8 or holds a NUL.
fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                bytes.push(hex_value(*high) << 4 | hex_value(*low));
                rest = after;
            }
            (b'%', _) => return None,
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.wrapping_sub(b'A').wrapping_add(10),
    }
}

fn read_keywords(text: &str, parts: &mut Parts) -> Result<(), ConnectionStringError> {
    let mut rest = text;
    let mut position = 0;
    while !rest.is_empty() {
        position += 1;
        let (key, after) = rest.split_once('=').ok_or(ConnectionStringError::Unknown(position))?;
        let key = key.trim();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(ConnectionStringError::Unknown(position));
        }
        let (value, after) = read_value(after.trim_start())?;
        parts.set(key, &value, position)?;
        rest = after.trim_start();
    }
    Ok(())
}

/// One value: up to white space, or in single quotes; a backslash takes the next one as it stands.
fn read_value(text: &str) -> Result<(Zeroizing<String>, &str), ConnectionStringError> {
    let quoted = text.starts_with('\'');
    let mut value = Zeroizing::new(String::new());
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => value.extend(characters.next().map(|(_, next)| next)),
            '\'' if quoted => return Ok((value, &text[at + 1..])),
            c if !quoted && c.is_whitespace() => return Ok((value, &text[at..])),
            c => value.push(c),
        }
    }
    if quoted { Err(ConnectionStringError::Malformed("quotes")) } else { Ok((value, "")) }
}

#[cfg(test)]
mod tests;
