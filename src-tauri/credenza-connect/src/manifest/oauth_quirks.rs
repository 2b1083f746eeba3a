//! What providers made of OAuth 2.0: parameter places, refreshes without refresh tokens, signed callbacks.
//! Deliberately absent: names of providers. A quirk is a word that any connector file may use.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The method of a token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TokenMethod {
    /// The standard's.
    #[default]
    Post,
    /// Some providers take nothing else.
    Get,
}

impl TokenMethod {
    /// The method as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }

    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Where the parameters of a token request stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParamsIn {
    /// In the body.
    #[default]
    Body,
    /// In the query.
    Query,
}

impl ParamsIn {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a refresh is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefreshWith {
    /// A refresh token (RFC 6749, section 6).
    #[default]
    RefreshToken,
    /// The access token itself, while it lives: `refresh_params` carries the whole request, `grant_type`
    /// included, and names the token as `{access_token}`.
    AccessToken,
}

impl RefreshWith {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A callback whose parameters are signed with the client secret: HMAC-SHA-256, in hex, over the other parameters
/// sorted by name and joined as a query.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackHmac {
    /// The parameter that carries the signature.
    pub param: String,
}
