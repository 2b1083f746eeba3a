//! Two-step logins: one request turns the fields into a token that later requests carry.
//! Deliberately absent: OAuth 2.0 grants, which have rules of their own (`oauth`).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::Placement;
use super::body::BodyTemplate;
use super::jsonpath::Path;
use super::probe::{BodyFormat, Predicate};
use super::template::Template;

/// The name under which templates find the token a session returned.
pub const SESSION_TOKEN: &str = "session_token";

/// A login request and how to read its answer. The token becomes the secret field `session_token`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The method of the login request.
    #[serde(default = "post")]
    pub method: SessionMethod,
    /// A path that starts with `/` or an absolute URL on one of the hosts.
    pub url: Template,
    /// Headers of the login request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
    /// Where values go in the login request, for logins that use Basic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<Placement>,
    /// The body; every text in it is a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyTemplate>,
    /// How the body is written.
    #[serde(default)]
    pub body_format: BodyFormat,
    /// Status codes of a successful login.
    #[serde(default = "ok")]
    pub success_status: Vec<u16>,
    /// Status codes that mean "wrong user or password".
    #[serde(default = "rejected")]
    pub rejected_status: Vec<u16>,
    /// Any of them means rejected, whatever the status.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failure_when: Vec<Predicate>,
    /// Where the token stands.
    #[serde(default)]
    pub token_from: TokenFrom,
    /// With `json`: JSONPath to the token. `$` means the whole answer is one JSON string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_path: Option<Path>,
    /// With `header` or `cookie`: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_name: Option<String>,
    /// JSONPath to the life of the token, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_path: Option<Path>,
    /// The life of the token in seconds when the answer does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u64>,
    /// Further values kept from the answer: field name to JSONPath.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub store: BTreeMap<String, Path>,
    /// The request that ends the session, sent after a dry run; its failure is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout: Option<Logout>,
}

const fn post() -> SessionMethod {
    SessionMethod::Post
}

fn ok() -> Vec<u16> {
    vec![200, 201]
}

fn rejected() -> Vec<u16> {
    vec![400, 401, 403]
}

/// The request that ends a session; it carries the scheme's placements.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logout {
    /// The method.
    pub method: SessionMethod,
    /// A path that starts with `/` or an absolute URL on one of the hosts.
    pub url: Template,
}

/// Methods of login and logout requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum SessionMethod {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl SessionMethod {
    /// The method as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Where a login's answer carries the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenFrom {
    /// In the JSON body, at `token_path`.
    #[default]
    Json,
    /// In the response header `token_name`.
    Header,
    /// In the cookie `token_name`.
    Cookie,
    /// The whole body is the token.
    Text,
}
