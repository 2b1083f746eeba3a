//! Endpoints from an issuer (OpenID Connect Discovery 1.0; RFC 8414), for connectors to servers of one's own.
//!
//! What is found becomes public fields of the credential, so that a person sees and approves the hosts before a
//! secret goes there. Deliberately absent: trusting it later without asking; it is read once, while connecting.

use super::context::{OAuthContext, send};
use super::token::answer;
use crate::egress::EgressPolicy;
use crate::egress::foreign::one_line;
use crate::http::ProbeRequest;
use http::{HeaderValue, Method};
use serde::Deserialize;
use std::collections::BTreeMap;
use url::Url;

/// The longest address that is taken.
const LONGEST_ADDRESS: usize = 2000;

/// What an issuer says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IssuerMetadata {
    /// Its identifier; equal to what was asked for.
    pub issuer: String,
    /// Where the browser goes.
    #[serde(default)]
    pub authorization_endpoint: Option<String>,
    /// Where tokens are got.
    pub token_endpoint: String,
    /// Where they are revoked (RFC 7009).
    #[serde(default)]
    pub revocation_endpoint: Option<String>,
    /// Where a device asks for a code (RFC 8628).
    #[serde(default)]
    pub device_authorization_endpoint: Option<String>,
    /// Who signed in (OpenID Connect Core, section 5.3).
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
    /// Every callback carries `iss` (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// Ways of PKCE. When it is empty, S256 is sent all the same, but nobody promises that it is checked.
    #[serde(default)]
    pub code_challenge_methods_supported: Vec<String>,
    /// Scopes it knows.
    #[serde(default)]
    pub scopes_supported: Vec<String>,
    /// Ways to introduce the client at the token endpoint.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
}

/// An issuer's metadata were not found, or cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryFailure {
    /// Not an https address (or http on an approved loopback address), or with a query.
    #[error("an issuer is an https address without ? and #")]
    BadIssuer,
    /// Nobody answered.
    #[error("the issuer cannot be reached: {reason}")]
    Unreachable {
        /// Why.
        reason: String,
    },
    /// There are no metadata at either of the two well-known addresses.
    #[error("the issuer publishes no OpenID or OAuth metadata (HTTP {status})")]
    NotPublished {
        /// The last status.
        status: u16,
    },
    /// They cannot be read.
    #[error("the issuer's metadata cannot be read")]
    Unreadable,
    /// They are another issuer's (RFC 8414, section 3.3).
    #[error("what it publishes is that of another issuer: {named}")]
    OtherIssuer {
        /// What the metadata call themselves.
        named: String,
    },
    /// An endpoint is not an https address.
    #[error("the issuer names an endpoint that is not reached over https")]
    BadEndpoint,
}

impl IssuerMetadata {
    /// The values as fields of a credential, by the names that templates use: addresses, and `true` for what it
    /// promises.
    #[must_use]
    pub fn fields(&self) -> BTreeMap<&'static str, String> {
        let optional = [
            ("authorization_endpoint", &self.authorization_endpoint),
            ("revocation_endpoint", &self.revocation_endpoint),
            ("device_authorization_endpoint", &self.device_authorization_endpoint),
            ("userinfo_endpoint", &self.userinfo_endpoint),
        ];
        let mut fields: BTreeMap<&'static str, String> =
            optional.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
        fields.insert("issuer", self.issuer.clone());
        fields.insert("token_endpoint", self.token_endpoint.clone());
        if self.authorization_response_iss_parameter_supported {
            fields.insert("iss_parameter_supported", "true".to_owned());
        }
        fields
    }

    /// Whether the provider promises to check PKCE with S256.
    #[must_use]
    pub fn promises_pkce(&self) -> bool {
        self.code_challenge_methods_supported.iter().any(|method| method == "S256")
    }

    fn endpoints(&self) -> impl Iterator<Item = &String> {
        let optional = [
            &self.authorization_endpoint,
            &self.revocation_endpoint,
            &self.device_authorization_endpoint,
            &self.userinfo_endpoint,
        ];
        optional.into_iter().flatten().chain([&self.token_endpoint])
    }
}

/// Reads an issuer's metadata. No redirect is followed.
///
/// # Errors
/// [`DiscoveryFailure`].
pub async fn discover(
    issuer: &str,
    context: &OAuthContext<'_>,
) -> Result<IssuerMetadata, DiscoveryFailure> {
    let issuer = issuer.trim();
    let url = Url::parse(issuer).map_err(|_| DiscoveryFailure::BadIssuer)?;
    let host = url.host_str().ok_or(DiscoveryFailure::BadIssuer)?.trim_matches(['[', ']']);
    let port = url.port_or_known_default().ok_or(DiscoveryFailure::BadIssuer)?;
    let mut policy = EgressPolicy::only(host, port);
    policy.private_approved = context.private_approved.to_vec();
    let is_plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !is_plain || !is_secure(&url, &policy) {
        return Err(DiscoveryFailure::BadIssuer);
    }
    let mut last = 0;
    for address in well_known(&url) {
        let request = request(address);
        let sending = send(&policy, context, &request);
        let answer = tokio::time::timeout(context.limits.total, sending)
            .await
            .map_err(|_| DiscoveryFailure::Unreachable { reason: "no answer in time".to_owned() })?
            .map_err(|failure| DiscoveryFailure::Unreachable { reason: failure.message })?;
        last = answer.status.as_u16();
        if last == 200 {
            let value = answer::read(&answer).map_err(|_| DiscoveryFailure::Unreadable)?;
            return judge(value, issuer, &policy);
        }
    }
    Err(DiscoveryFailure::NotPublished { status: last })
}

/// OpenID appends to the issuer's path; RFC 8414 puts its word in front of it.
fn well_known(issuer: &Url) -> [Url; 2] {
    let path = issuer.path().trim_end_matches('/').to_owned();
    let at = |path: String| {
        let mut url = issuer.clone();
        url.set_path(&path);
        url
    };
    [
        at(format!("{path}/.well-known/openid-configuration")),
        at(format!("/.well-known/oauth-authorization-server{path}")),
    ]
}

fn request(url: Url) -> ProbeRequest {
    let shown = format!("GET {url}");
    let mut request = ProbeRequest::bare(Method::GET, url, shown);
    let agent = HeaderValue::from_static(crate::http::USER_AGENT);
    request.headers.insert(http::header::USER_AGENT, agent);
    request.headers.insert(http::header::ACCEPT, HeaderValue::from_static("application/json"));
    request
}

/// RFC 8414, section 3.3: the issuer in the metadata is the one that was asked for, character by character.
fn judge(
    value: serde_json::Value,
    issuer: &str,
    policy: &EgressPolicy,
) -> Result<IssuerMetadata, DiscoveryFailure> {
    let metadata: IssuerMetadata =
        serde_json::from_value(value).map_err(|_| DiscoveryFailure::Unreadable)?;
    if metadata.issuer != issuer {
        return Err(DiscoveryFailure::OtherIssuer { named: one_line(&metadata.issuer) });
    }
    let is_fine = |text: &String| {
        text.len() <= LONGEST_ADDRESS && Url::parse(text).is_ok_and(|url| is_secure(&url, policy))
    };
    if !metadata.endpoints().all(is_fine) {
        return Err(DiscoveryFailure::BadEndpoint);
    }
    Ok(metadata)
}

fn is_secure(url: &Url, policy: &EgressPolicy) -> bool {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    match url.scheme() {
        "https" => !host.is_empty(),
        "http" => policy.approves_private(host, port),
        _ => false,
    }
}
