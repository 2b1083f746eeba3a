//! Identifiers. Random ones are UUIDs (RFC 9562, version 4: a short prefix is already unique, so a
//! person can type it); connectors are named by their authors.
//!
//! Ids name things. They are never used as secrets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IdError {
    /// The text is not a UUID.
    #[error("'{0}' is not an id")]
    NotAnId(String),
    /// The text is not a connector id.
    #[error("'{0}' is not a connector id: use 1 to 64 of a-z, 0-9 and '-'")]
    NotAConnectorId(String),
}

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id made of 16 random bytes (the caller's randomness).
            #[must_use]
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// The 16 bytes that are bound into associated data.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self).map_err(|_| IdError::NotAnId(text.to_owned()))
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "format": "uuid"})
            }
        }
    )+};
}

uuid_id! {
    /// A vault: the encrypted database with everything in it.
    VaultId,
    /// An organization: the isolation unit in a vault.
    OrgId,
    /// A credential: one account at one connector.
    CredentialId,
    /// A flow.
    FlowId,
    /// An OAuth app: a client registered at a provider.
    OAuthAppId,
    /// One sign-in through the browser or with a device code, from its start to its end.
    SignInId,
    /// A webhook: an address that is told about connections.
    WebhookId,
    /// One event on its way to one webhook.
    DeliveryId,
}

/// The name of a connector's definition, chosen by its author: `postgresql`, `http-bearer`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ConnectorId(String);

impl ConnectorId {
    /// Stands for an id that was damaged in storage, so that its row can still be listed.
    #[must_use]
    pub fn unknown() -> Self {
        Self("unknown".to_owned())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ConnectorId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() || text.len() > 64 || !text.chars().all(allowed) {
            return Err(IdError::NotAConnectorId(text.chars().take(80).collect()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ConnectorId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ConnectorId> for String {
    fn from(id: ConnectorId) -> Self {
        id.0
    }
}

impl fmt::Display for ConnectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = CredentialId::from_random([7; 16]);
        assert_eq!(id.to_string().parse::<CredentialId>().unwrap(), id);
    }

    #[test]
    fn a_connector_id_is_short_and_plain() {
        assert!("aws-ses".parse::<ConnectorId>().is_ok());
        for bad in ["", "AWS", "a b", "a/b", &"x".repeat(65)] {
            assert!(bad.parse::<ConnectorId>().is_err(), "{bad} was accepted");
        }
    }
}
