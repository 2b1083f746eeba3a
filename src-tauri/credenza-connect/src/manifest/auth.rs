//! One way to sign in: the fields a person fills in, where the values go, and the probe that proves them.
//! Deliberately absent: code. A scheme that the words here cannot describe needs a new word, not a hook.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::FieldSet;
use super::oauth::OAuth;
use super::pattern::Pattern;
use super::probe::Probe;
use super::session::Session;
use super::template::Template;

/// One authentication method of a connector.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthScheme {
    /// Stable identifier within the connector, `[a-z0-9_-]`.
    pub id: String,
    /// What the choice is called in the form.
    pub title: String,
    /// The family the method belongs to.
    pub kind: AuthKind,
    /// One sentence of help: where to find the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// A field that selects this scheme when it is filled in, whatever else is (seed 004: `connection_string`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedence_field: Option<String>,
    /// Replaces the connector's base URL for this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Template>,
    /// Hosts in addition to the connector's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<Template>,
    /// What the credential consists of.
    pub fields: FieldSet,
    /// Repairs of pasted values, per field, applied in order before validation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub normalise: BTreeMap<String, Vec<Normalise>>,
    /// Values computed from others; usable in templates like fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub derive: BTreeMap<String, Derive>,
    /// Where the values go in each request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<Placement>,
    /// Signs each request instead of, or on top of, placing a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<Signing>,
    /// A login that turns the fields into a short-lived token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    /// OAuth 2.0 endpoints and quirks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth: Option<OAuth>,
    /// The harmless request that proves the credential. Without one the connector is refused.
    pub probe: Probe,
}

/// The family of an authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthKind {
    /// A key under a name of the vendor's choice.
    ApiKey,
    /// `Authorization: Bearer` (RFC 6750) or a scheme of the vendor's own.
    Bearer,
    /// `Authorization: Basic` (RFC 7617).
    Basic,
    /// OAuth 2.0 authorization code: signs in through the browser; needs `oauth`.
    Oauth2,
    /// OAuth 2.0 client credentials or another grant without a browser; needs `oauth`.
    Oauth2ClientCredentials,
    /// Two-step login; needs `session`.
    Session,
    /// Each request is signed; needs `signing`.
    Signature,
    /// A database login.
    Database,
    /// An SSH login.
    Ssh,
    /// A mail submission login.
    Mail,
}

/// Where one value goes in a request.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The part of the request.
    #[serde(rename = "in")]
    pub location: Location,
    /// Header, parameter, member or cookie name. Empty for `basic` and `path`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The field that gives the name, for generic connectors; instead of `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_from: Option<String>,
    /// Applies only when a field has this value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<PlacementCondition>,
    /// The value. For `basic` it is `user:password` before encoding; for `path` the segments put between
    /// base URL and path, starting with `/`.
    pub value: Template,
}

/// When a placement applies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementCondition {
    /// The field.
    pub field: String,
    /// Its value.
    pub equals: String,
}

/// The part of a request a value is put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// Segments between base URL and path.
    Path,
    /// A top-level member of a JSON body.
    BodyJson,
    /// A parameter of a form body.
    BodyForm,
    /// A cookie.
    Cookie,
    /// `Authorization: Basic`, with `value` = `user:password`.
    Basic,
}

/// One repair of a pasted value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Normalise {
    /// Removes white space at both ends.
    Trim,
    /// Removes a leading `http://` or `https://`.
    StripScheme,
    /// Removes everything from the first `/`, `?` or `#` on (after `strip_scheme`).
    StripPath,
    /// Removes trailing slashes.
    StripTrailingSlash,
    /// Puts `https://` in front of a value without a scheme.
    AddHttps,
    /// Lower case (ASCII).
    Lower,
    /// Removes this ending, ignoring case.
    StripSuffix(String),
    /// Removes this beginning, ignoring case.
    StripPrefix(String),
}

/// A value computed from other fields.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Derive {
    /// What it is computed from.
    pub from: Template,
    /// Keeps the first group of this regular expression (linear time, no look-around).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<Pattern>,
    /// The first case that applies gives the value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Case>,
    /// The value when nothing else gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// States that the result reveals nothing although it comes from a secret (a data centre in a key's suffix).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
}

/// One case of a [`Derive`]; exactly one condition is given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Applies when the source starts with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<String>,
    /// Applies when the source ends with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_with: Option<String>,
    /// Applies when the source contains this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// The value in that case.
    pub value: String,
}

/// How requests are signed.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "scheme", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signing {
    /// AWS Signature Version 4.
    AwsSigv4 {
        /// The service name that is signed for, such as `ses`.
        service: String,
        /// The region that is signed for.
        region: Template,
        /// The access key id.
        access_key_id: Template,
        /// The secret access key.
        secret_access_key: Template,
        /// The session token of temporary credentials; left out when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_token: Option<Template>,
    },
    /// HMAC-SHA-256 over the raw query string without `?`, put into a header.
    HmacQuery {
        /// The key.
        key: Template,
        /// The header that carries the signature.
        header: String,
        /// How the signature is written.
        encoding: SignatureEncoding,
    },
}

/// The text form of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureEncoding {
    /// Base64 with padding (RFC 4648).
    Base64,
    /// Lower-case hexadecimal.
    Hex,
}
