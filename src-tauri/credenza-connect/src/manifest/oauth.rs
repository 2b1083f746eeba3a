//! OAuth 2.0 endpoints and what is peculiar about them, as data for the sign-in and refresh engines.
//! Deliberately absent: client ids and secrets. They belong to an organization's OAuth app, not to a connector.
//! What is peculiar about requests and answers, as opposed to endpoints, stands in `oauth_quirks`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jsonpath::Path;
use super::oauth_quirks::{CallbackHmac, ParamsIn, RefreshWith, TokenMethod};
use super::post_connect::PostConnect;
use super::probe::{BodyFormat, Predicate};
use super::template::Template;
use credenza_model::RedirectRule;

/// The endpoints of one OAuth 2.0 method. The token becomes the secret field `access_token`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuth {
    /// The grant that obtains the first token.
    #[serde(default)]
    pub grant: Grant,
    /// Where the browser is sent (authorization code only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<Template>,
    /// Where a device asks for a code (RFC 8628), if the provider offers that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_url: Option<Template>,
    /// Further hosts on which the page for a device code may be; nothing is sent there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device_hosts: Vec<String>,
    /// Where codes, refresh tokens and client credentials are exchanged.
    pub token_url: Template,
    /// Whom the assertion of a service account is made for (`aud`), if not the token endpoint (RFC 7523, section 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion_audience: Option<Template>,
    /// Where refresh tokens are exchanged, if elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_url: Option<Template>,
    /// Where tokens are revoked (RFC 7009).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<Template>,
    /// The provider's issuer identifier (RFC 8414, RFC 9207), exactly as it writes it. A field may stand in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Template>,
    /// Fields that are read from what the issuer publishes (OpenID Connect Discovery; RFC 8414) where a person left
    /// them empty: the field's name to the name of the endpoint in the metadata. The issuer stands in the field `issuer`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub discovery: BTreeMap<String, String>,
    /// The provider states that every callback carries `iss` (`authorization_response_iss_parameter_supported`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub iss_parameter: bool,
    /// Where an OAuth app is registered: the provider's console; `https` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console_url: Option<String>,
    /// Which redirect addresses the provider takes.
    #[serde(default, skip_serializing_if = "is_registered")]
    pub redirect: RedirectRule,
    /// Scopes asked for when nobody says otherwise. A field may stand in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<Template>,
    /// What joins scopes: a space (RFC 6749), or what the vendor wants.
    #[serde(default = "space", skip_serializing_if = "is_space")]
    pub scope_separator: String,
    /// Whether S256 is sent (RFC 7636).
    #[serde(default)]
    pub pkce: Pkce,
    /// How the client authenticates at the token endpoint.
    #[serde(default)]
    pub client_auth: ClientAuth,
    /// How it authenticates with a refresh token, if differently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_client_auth: Option<ClientAuth>,
    /// Another way the same endpoint is known to take, tried once on `invalid_client`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_auth_fallback: Option<ClientAuth>,
    /// Refresh tokens work once: the new one must be durable before it is used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refresh_rotates: bool,
    /// Access tokens do not expire and there is no refresh token.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub long_lived: bool,
    /// Extra parameters of the authorization request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub authorize_params: BTreeMap<String, Template>,
    /// Standard parameters of the authorization request under other names: `client_id` to `app_id`. An empty
    /// name leaves the parameter out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub authorize_param_rename: BTreeMap<String, String>,
    /// Extra parameters of the token request. For grants of the vendor's own, `grant_type` stands here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub token_params: BTreeMap<String, Template>,
    /// Extra parameters of the refresh request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub refresh_params: BTreeMap<String, Template>,
    /// What a refresh is made with; for providers without refresh tokens.
    #[serde(default, skip_serializing_if = "RefreshWith::is_default")]
    pub refresh_with: RefreshWith,
    /// Standard parameters of the token request under other names, as above.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub token_param_rename: BTreeMap<String, String>,
    /// Extra parameters of the revocation request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub revoke_params: BTreeMap<String, Template>,
    /// The method of the token request.
    #[serde(default, skip_serializing_if = "TokenMethod::is_default")]
    pub token_method: TokenMethod,
    /// Where its parameters stand. With `GET` they stand in the query.
    #[serde(default, skip_serializing_if = "ParamsIn::is_default")]
    pub token_params_in: ParamsIn,
    /// Extra headers of the token request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub token_headers: BTreeMap<String, Template>,
    /// How the token request's body is written: `form` (RFC 6749) or `json`.
    #[serde(default = "form")]
    pub token_body_format: BodyFormat,
    /// Where the access token stands, if not at `$.access_token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_path: Option<Path>,
    /// What `token_type` may say beside `Bearer`, for providers that say something else and mean the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_types: Vec<String>,
    /// Where the refresh token stands, if not at `$.refresh_token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_path: Option<Path>,
    /// Where the life in seconds stands, if not at `$.expires_in`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_path: Option<Path>,
    /// Where the end of the token stands, as epoch seconds or RFC 3339, for providers that tell it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_path: Option<Path>,
    /// Any of them means that the grant itself has ended, beside the standard's `invalid_grant`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid_grant_when: Vec<Predicate>,
    /// Any of them means that the exchange failed although the status was 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failure_when: Vec<Predicate>,
    /// Values of the token answer that become part of the credential: field name to JSONPath.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub store: BTreeMap<String, Path>,
    /// The callback's parameter that carries the code, if not `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_param: Option<String>,
    /// The provider signs the callback's parameters with the client secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_hmac: Option<CallbackHmac>,
    /// Values of the callback that become part of the credential: field name to parameter name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub callback_store: BTreeMap<String, String>,
    /// Requests between the first token and its dry run, such as finding the tenant. Later ones may use what earlier
    /// ones stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_connect: Vec<PostConnect>,
}

fn space() -> String {
    " ".to_owned()
}

fn is_space(separator: &str) -> bool {
    separator == " "
}

fn is_registered(rule: &RedirectRule) -> bool {
    *rule == RedirectRule::Registered
}

const fn form() -> BodyFormat {
    BodyFormat::Form
}

/// How the first token is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Through the browser (RFC 6749, section 4.1).
    #[default]
    AuthorizationCode,
    /// With the client's own id and secret (section 4.4).
    ClientCredentials,
    /// With user name and password (section 4.3), where the vendor has nothing better.
    Password,
    /// With an assertion signed by a service account's key (RFC 7523, section 2.1). The fields hold a JSON key
    /// file in `key_file` and, to act for a person, `subject`.
    JwtBearer,
    /// A grant of the vendor's own; `token_params` carries it whole, `grant_type` included.
    Custom,
}

/// Whether a proof key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// Sent; the provider honours it or ignores it.
    #[default]
    S256,
    /// Not sent: the provider refuses it, or is not known to take it.
    Off,
}

/// How the client authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// `Authorization: Basic` with form-encoded parts (RFC 6749, section 2.3.1).
    #[default]
    Basic,
    /// In the body.
    Post,
    /// A public client: no secret.
    None,
}
