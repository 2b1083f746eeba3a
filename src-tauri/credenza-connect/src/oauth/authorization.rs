//! The address the browser is opened at (RFC 6749, section 4.1.1), in the standard's form and then in the
//! provider's.

use super::context::{NoRandomness, Random};
use super::method::OAuthMethod;
use super::pending::{ExpectedIssuer, PendingSignIn, SIGN_IN_LIFE};
use crate::manifest::{Part, Pkce, Template, TemplateError, render, render_url};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credenza_model::{HostPort, Timestamp};
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use url::Url;

/// Parameters that a connector's file must not replace: they bind the answer to this sign-in.
const OURS: [&str; 6] =
    ["state", "client_id", "redirect_uri", "code_challenge", "code_challenge_method", "scope"];

/// The browser cannot be sent anywhere.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizationError {
    /// The method has no authorization endpoint.
    #[error("this sign-in method does not use the browser")]
    NoEndpoint,
    /// A field that the address needs is absent or unusable.
    #[error(transparent)]
    Field(#[from] TemplateError),
    /// The OAuth app has no client id.
    #[error("the OAuth app has no client ID")]
    NoClient,
    /// The address is not https (or http on an approved loopback address).
    #[error("the sign-in page must be reached over https, and {host} is not")]
    NotSecure {
        /// The host.
        host: String,
    },
    /// The address leads to a host that is not the connector's.
    #[error("{host} is not a host of this connector")]
    ForeignHost {
        /// The host.
        host: String,
    },
    /// The address brings a parameter that each sign-in makes: a provider may take the first of two.
    #[error("its address already says {name}, which each sign-in says for itself")]
    Doubled {
        /// The parameter.
        name: String,
    },
    /// See [`NoRandomness`].
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// One authorization request.
pub struct AuthorizationRequest<'a> {
    /// The connector's method and the client.
    pub method: &'a OAuthMethod<'a>,
    /// Where the browser comes back to: the listener's address, or the one that is pasted from.
    pub redirect_uri: &'a str,
    /// Hosts that a person approved although they are private or loopback.
    pub private_approved: &'a [HostPort],
    /// The account to offer at a reconnect (`login_hint` of OpenID Connect).
    pub login_hint: Option<&'a str>,
    /// Scopes beside the usual ones, for incremental consent.
    pub extra_scopes: &'a [String],
}

impl AuthorizationRequest<'_> {
    /// The address to open, and what to keep until the callback. Draws 256 bits each for the state, the PKCE
    /// verifier and, with `openid`, the nonce.
    ///
    /// # Errors
    /// When the address cannot be made, or would not be safe to open.
    pub fn make(
        &self,
        now: Timestamp,
        random: Random<'_>,
    ) -> Result<(Url, PendingSignIn), AuthorizationError> {
        let method = self.method;
        let template = method.oauth.authorize_url.as_ref().ok_or(AuthorizationError::NoEndpoint)?;
        let address = render_url(template, &method.values)?;
        self.check_host(template, &address.url)?;
        let token_url = render_url(&method.oauth.token_url, &method.values)?;
        let client_id = method.client_id();
        if client_id.is_empty() {
            return Err(AuthorizationError::NoClient);
        }
        let scopes = method.scopes(self.extra_scopes);
        let state = make_token(random)?;
        let verifier = match method.oauth.pkce {
            Pkce::S256 => Some(make_token(random)?),
            Pkce::Off => None,
        };
        let openid = scopes.iter().any(|scope| scope == "openid");
        let nonce = if openid { Some(make_token(random)?) } else { None };
        let mut pairs = self.standard(&client_id, &state, &scopes);
        pairs.extend(verifier.as_deref().into_iter().flat_map(challenge));
        pairs.extend(nonce.iter().map(|nonce| ("nonce".to_owned(), nonce.clone())));
        pairs.extend(self.login_hint.map(|hint| ("login_hint".to_owned(), hint.to_owned())));
        let pairs = self.adapt(pairs)?;
        check_brought(&address.url, &pairs)?;
        let url = with_query(address.url, &pairs);
        let pending = PendingSignIn {
            state_hash: hash_state(&state),
            verifier: verifier.map(SecretString::from),
            nonce: nonce.map(SecretString::from),
            issuer: expected_issuer(method),
            token_url: token_url.shown,
            client_id,
            redirect_uri: self.redirect_uri.to_owned(),
            scopes,
            created_at: now,
            expires_at: now.plus(SIGN_IN_LIFE),
        };
        Ok((url, pending))
    }

    fn standard(&self, client_id: &str, state: &str, scopes: &[String]) -> Vec<(String, String)> {
        let scope = scopes.join(&self.method.oauth.scope_separator);
        [
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", &scope),
            ("state", state),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }

    /// The provider's own parameters and names. A parameter whose field is absent is left out.
    fn adapt(
        &self,
        mut pairs: Vec<(String, String)>,
    ) -> Result<Vec<(String, String)>, AuthorizationError> {
        let oauth = self.method.oauth;
        for (name, template) in &oauth.authorize_params {
            let Some(value) = render(template, &self.method.values)? else { continue };
            if value.is_secret() || OURS.contains(&name.as_str()) {
                continue;
            }
            pairs.retain(|(known, _)| known != name);
            pairs.push((name.clone(), value.expose().to_owned()));
        }
        let renamed = pairs.into_iter().map(|(name, value)| {
            let name = oauth.authorize_param_rename.get(&name).cloned().unwrap_or(name);
            (name, value)
        });
        Ok(renamed.filter(|(name, _)| !name.is_empty()).collect())
    }

    /// The page a person types a password into: https, and a host that the file or the approved fields name.
    fn check_host(&self, template: &Template, url: &Url) -> Result<(), AuthorizationError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or_default();
        let policy = self.method.policy(self.private_approved);
        let is_loopback = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let approved = is_loopback && policy.approves_private(&host, port);
        if url.scheme() != "https" && !approved {
            return Err(AuthorizationError::NotSecure { host });
        }
        if !has_literal_authority(template) && !policy.allows(&host, port) {
            return Err(AuthorizationError::ForeignHost { host });
        }
        Ok(())
    }
}

/// SHA-256 of a state, by which a pending sign-in is found without storing the state.
pub(super) fn hash_state(state: &str) -> [u8; 32] {
    Sha256::digest(state.as_bytes()).into()
}

/// 256 bits in base64url: 43 characters, as RFC 7636, section 4.1 recommends for verifiers.
fn make_token(random: Random<'_>) -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random().ok_or(NoRandomness)?))
}

fn challenge(verifier: &str) -> Vec<(String, String)> {
    let verifier = PkceCodeVerifier::new(verifier.to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    vec![
        ("code_challenge".to_owned(), challenge.as_str().to_owned()),
        ("code_challenge_method".to_owned(), challenge.method().as_str().to_owned()),
    ]
}

/// Who must answer, by the connector's file or by what discovery stored among the fields.
fn expected_issuer(method: &OAuthMethod<'_>) -> Option<ExpectedIssuer> {
    let issuer = method.find_text(method.oauth.issuer.as_ref())?;
    let discovered = method.values.find_public("iss_parameter_supported") == Some("true");
    Some(ExpectedIssuer { issuer, is_advertised: method.oauth.iss_parameter || discovered })
}

/// Whether the host stands in the file, and no field has a part in it.
fn has_literal_authority(template: &Template) -> bool {
    let Some(Part::Literal(text)) = template.parts().first() else { return false };
    let Some((_, rest)) = text.split_once("://") else { return false };
    rest.contains(['/', '?', '#']) || template.parts().len() == 1
}

/// An address may have a query of its own, but no word of ours in it (PKCE downgrade, mix-up).
fn check_brought(url: &Url, pairs: &[(String, String)]) -> Result<(), AuthorizationError> {
    let in_fragment = url.fragment().and_then(|fragment| Some(fragment.split_once('?')?.1));
    let queries = [url.query(), in_fragment].into_iter().flatten();
    let mut brought = queries.flat_map(|query| url::form_urlencoded::parse(query.as_bytes()));
    match brought.find(|(name, _)| pairs.iter().any(|(ours, _)| ours == name)) {
        Some((name, _)) => Err(AuthorizationError::Doubled { name: name.into_owned() }),
        None => Ok(()),
    }
}

/// Appends a query; behind the fragment where the provider's page lives in one (`/#/oauth/authorize`).
fn with_query(mut url: Url, pairs: &[(String, String)]) -> Url {
    let Some(fragment) = url.fragment().map(str::to_owned) else {
        url.query_pairs_mut().extend_pairs(pairs);
        return url;
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    let mark = if fragment.contains('?') { '&' } else { '?' };
    url.set_fragment(Some(&format!("{fragment}{mark}{}", query.finish())));
    url
}
