//! A host and port, as approvals and allow-lists name them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a text is not `HOST:PORT`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("'{0}' is not HOST:PORT, such as 127.0.0.1:5432 or [::1]:5432")]
pub struct HostPortError(String);

/// A host name or IP address, lower case and without brackets, with a port.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct HostPort {
    host: String,
    port: u16,
}

impl HostPort {
    /// Joins a host (with or without IPv6 brackets) and a port.
    #[must_use]
    pub fn new(host: &str, port: u16) -> Self {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        Self { host, port }
    }

    /// The host, without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for HostPort {
    type Err = HostPortError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || HostPortError(text.chars().take(80).collect());
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let bracketed = host.starts_with('[') && host.ends_with(']');
        let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
        if host.is_empty() || !(bracketed || plain) {
            return Err(wrong());
        }
        let port = port.parse().ok().filter(|port| *port != 0).ok_or_else(wrong)?;
        Ok(Self::new(host, port))
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl TryFrom<String> for HostPort {
    type Error = HostPortError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<HostPort> for String {
    fn from(host: HostPort) -> Self {
        host.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_port_read_back_from_their_text() {
        for text in ["127.0.0.1:5432", "[::1]:22", "db.example.org:5432"] {
            assert_eq!(text.parse::<HostPort>().unwrap().to_string(), text);
        }
        for bad in ["db", "db:", ":22", "db:0", "db:70000", "a b:1", "user@db:1", "::1:22"] {
            assert!(bad.parse::<HostPort>().is_err(), "{bad} was accepted");
        }
    }
}
