//! The harmless request that proves a credential, and how to read its answer.
//! Deliberately absent: sending. The HTTP engine evaluates these rules; drivers bring their own probes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::BodyTemplate;
use super::jsonpath::Path;
use super::template::Template;

/// How a scheme's credential is proven.
///
/// The order of evaluation is: `rate_limited_status`, `limited_when`, `failure_when`, `rejected_status`,
/// `limited_status`, then `success_status` together with `expect_content_type` and `success_when`.
/// Anything else is inconclusive, never a success.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// What serves as proof.
    #[serde(default)]
    pub by: ProbeBy,
    /// The method; nothing that changes anything is allowed.
    #[serde(default)]
    pub method: ProbeMethod,
    /// A path that starts with `/` (appended to the base URL) or an absolute URL on one of the hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Template>,
    /// Headers of this request; they replace the connector's of the same name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
    /// Query parameters of this request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, Template>,
    /// The body; every text in it is a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyTemplate>,
    /// How the body is written.
    #[serde(default)]
    pub body_format: BodyFormat,
    /// With `form_json_field`: the form parameter that carries the JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_field: Option<String>,
    /// How the answer is read.
    #[serde(default)]
    pub response_format: ResponseFormat,
    /// The answer's content type must start with this; an HTML page with 200 is a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect_content_type: Option<String>,
    /// Status codes that can mean success.
    #[serde(default = "success_status")]
    pub success_status: Vec<u16>,
    /// Status codes that mean "this credential is not accepted".
    #[serde(default = "rejected_status")]
    pub rejected_status: Vec<u16>,
    /// Status codes that mean "accepted, but may not do this": proven, with a warning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limited_status: Vec<u16>,
    /// Status codes that mean "ask again later".
    #[serde(default = "rate_limited_status")]
    pub rate_limited_status: Vec<u16>,
    /// All must hold for a success.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub success_when: Vec<Predicate>,
    /// Any of them means rejected, whatever the status.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failure_when: Vec<Predicate>,
    /// Any of them means accepted but limited, whatever the status.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limited_when: Vec<Predicate>,
    /// Where the account's name stands; the first that gives text wins. A missing name never fails a probe.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account: Vec<Extract>,
    /// Where granted permissions stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// Where the credential's end of life stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Expiry>,
    /// Follow redirects on the same host. Off by default; a secret never goes to another host.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follow_redirects: bool,
    /// True when the request costs money or quota. Such a probe is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub billable: bool,
}

fn success_status() -> Vec<u16> {
    vec![200]
}

fn rejected_status() -> Vec<u16> {
    vec![401, 403]
}

fn rate_limited_status() -> Vec<u16> {
    vec![429]
}

/// What serves as proof of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProbeBy {
    /// The request described here.
    #[default]
    Request,
    /// Obtaining the session or access token is the proof; no further request is made.
    Exchange,
    /// The protocol driver's own login (PostgreSQL, SFTP, SMTP, SES).
    Driver,
}

/// Methods a probe may use: none of them is meant to change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ProbeMethod {
    /// GET.
    #[default]
    Get,
    /// HEAD.
    Head,
    /// POST, for APIs that read by POST (GraphQL, RPC).
    Post,
    /// PROPFIND (WebDAV, RFC 4918).
    Propfind,
}

impl ProbeMethod {
    /// The method as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Propfind => "PROPFIND",
        }
    }
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyFormat {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`; the body is a flat table.
    Form,
    /// No body and no Content-Type, even with POST.
    None,
    /// A form with one parameter (`body_field`) that holds the body as JSON text.
    FormJsonField,
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseFormat {
    /// JSON; paths are JSONPath.
    #[default]
    Json,
    /// XML; only `body_contains` predicates apply.
    Xml,
    /// Plain text; only `body_contains` predicates apply.
    Text,
}

/// One condition on an answer. All parts that are given must hold.
///
/// `equals`, `not_equals`, `in`, `contains`, `not_contains` and `type` look at the first node of `path`, or at
/// the value of `header`. `exists` means present and not null. A negative condition on an absent node holds.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// Restricts the condition to this status code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// JSONPath (RFC 9535) into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// A response header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Equal to this value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<Value>,
    /// Not equal to this value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_equals: Option<Value>,
    /// One of these values.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
    /// Present and not null (true), or absent or null (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// A text that contains this, or a list that has it as an element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<Value>,
    /// The opposite of `contains`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_contains: Option<Value>,
    /// The raw body contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_contains: Option<String>,
    /// The node has this JSON type.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub json_type: Option<JsonType>,
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// Where a value stands in an answer.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extract {
    /// JSONPath into the body.
    Json(Path),
    /// A response header.
    Header(String),
    /// A claim of the access or session token, if that is a JWT (read, not verified).
    Claim(String),
    /// The whole body as text, trimmed and at most 200 characters.
    Text,
    /// A field of the credential, for providers that do not tell.
    Field(String),
}

/// Where granted permissions stand.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permissions {
    /// The place; a list is taken element by element.
    pub from: Extract,
    /// What separates the permissions in a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
}

/// Where the end of life stands.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    /// The place.
    pub from: Extract,
    /// How it is written.
    pub format: ExpiryFormat,
}

/// How a point in time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryFormat {
    /// RFC 3339, or a date alone.
    Rfc3339,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// Seconds from now.
    InSeconds,
}
