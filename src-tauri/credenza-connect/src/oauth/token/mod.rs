//! The token endpoint (RFC 6749, section 3.2): requests in the provider's form, and what their answers mean.

pub(super) mod answer;
mod ask;
mod error;
mod expiry;
mod failure;
mod form;
mod grant;
mod program;
mod read;

pub use failure::{TokenFailure, TransportKind};
pub(crate) use form::assertion_form;
pub use grant::TokenGrant;
pub use program::TokenSlot;
pub(crate) use program::read_program_grant;

use super::assertion::{Claims, assertion_of};
use super::callback::Authorized;
use super::context::OAuthContext;
use super::method::OAuthMethod;
use super::pending::PendingSignIn;
use super::refresh::merge_refreshed;
use crate::manifest::{Grant, RefreshWith, render_url};
pub(super) use ask::dispatch;
pub(super) use form::Parameters;
pub(super) use read::stored_text;
use secrecy::SecretString;
use subtle::ConstantTimeEq as _;

/// The longest token that is taken, in bytes.
pub const LONGEST_TOKEN: usize = 16 * 1024;

/// The token endpoint of one method. Each call is one exchange; only a client that is not recognised is
/// introduced once more in the other way the connector's file knows (`client_auth_fallback`).
pub struct TokenEndpoint<'a> {
    /// The connector's method, the client, the values.
    pub method: &'a OAuthMethod<'a>,
    /// Time, network, approvals.
    pub context: &'a OAuthContext<'a>,
}

impl TokenEndpoint<'_> {
    /// Exchanges an authorization code (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
    ///
    /// # Errors
    /// [`TokenFailure`]; also when the token endpoint is no longer the one the sign-in was begun with.
    pub async fn exchange_code(
        &self,
        authorized: &Authorized,
        pending: &PendingSignIn,
    ) -> Result<TokenGrant, TokenFailure> {
        let endpoint = render_url(&self.method.oauth.token_url, &self.method.values)
            .map_err(|error| TokenFailure::not_made(&error))?;
        let same_client = pending.client_id == self.method.client_id();
        if endpoint.shown != pending.token_url || !same_client {
            return Err(TokenFailure::NotMade {
                reason: "the OAuth app was changed while the sign-in was going on".to_owned(),
            });
        }
        let mut parameters = Parameters::new("authorization_code");
        parameters.put_secret("code", &authorized.code);
        parameters.put("redirect_uri", &pending.redirect_uri);
        if let Some(verifier) = &pending.verifier {
            parameters.put_secret("code_verifier", verifier);
        }
        let ask = self.ask(parameters, &self.method.oauth.token_params, &authorized.stored);
        let mut grant = self.exchange(ask).await?;
        check_nonce(&grant, pending)?;
        for (name, value) in &authorized.stored {
            grant.stored.entry(name.clone()).or_insert_with(|| value.clone());
        }
        Ok(grant)
    }

    /// Asks for the next grant (RFC 6749, section 6). The answer is merged with the old grant already: what the
    /// provider did not send anew is kept ([`merge_refreshed`]).
    ///
    /// # Errors
    /// [`TokenFailure`]. The old grant is as good as it was.
    pub async fn refresh(&self, old: &TokenGrant) -> Result<TokenGrant, TokenFailure> {
        let oauth = self.method.oauth;
        let parameters = match oauth.refresh_with {
            RefreshWith::RefreshToken => {
                let token = old.refresh_token.as_ref().ok_or_else(no_refresh_token)?;
                let mut parameters = Parameters::new("refresh_token");
                parameters.put_secret("refresh_token", token);
                parameters
            }
            RefreshWith::AccessToken => Parameters::empty(),
        };
        let mut ask = self.ask(parameters, &oauth.refresh_params, &old.stored);
        ask.url = oauth.refresh_url.as_ref().unwrap_or(&oauth.token_url);
        ask.client_auth = oauth.refresh_client_auth.unwrap_or(oauth.client_auth);
        ask.old = Some(old);
        Ok(merge_refreshed(old, self.exchange(ask).await?))
    }

    /// A grant that needs no person: client credentials (section 4.4), user name and password (section 4.3), or
    /// one of the provider's own, as the connector's file says.
    ///
    /// # Errors
    /// [`TokenFailure`].
    pub async fn client_credentials(&self) -> Result<TokenGrant, TokenFailure> {
        let stored = Default::default();
        let parameters = self.own_parameters();
        self.exchange(self.ask(parameters, &self.method.oauth.token_params, &stored)).await
    }

    fn own_parameters(&self) -> Parameters {
        let mut parameters = match self.method.oauth.grant {
            Grant::Password => {
                let mut parameters = Parameters::new("password");
                parameters.put_field("username", &self.method.values);
                parameters.put_field("password", &self.method.values);
                parameters
            }
            Grant::Custom => Parameters::empty(),
            _ => Parameters::new("client_credentials"),
        };
        if self.method.oauth.grant != Grant::Custom {
            self.put_scopes(&mut parameters);
        }
        parameters
    }

    /// Asks with an assertion signed by the key in the credential's key file (RFC 7523, section 2.1).
    ///
    /// # Errors
    /// [`TokenFailure`]; not made when there is no key to sign with.
    pub async fn jwt_bearer(&self) -> Result<TokenGrant, TokenFailure> {
        let method = self.method;
        let endpoint = render_url(&method.oauth.token_url, &method.values)
            .map_err(|error| TokenFailure::not_made(&error))?;
        let claims = Claims {
            audience: endpoint.url.as_str(),
            scope: &method.scopes(&[]).join(&method.oauth.scope_separator),
            subject: "",
            now: self.context.now,
            id: self.context.request_id(),
        };
        let assertion = assertion_of(method.oauth, &method.values, &claims)
            .map_err(|error| TokenFailure::NotMade { reason: format!("the key file {error}") })?;
        let mut parameters = Parameters::empty();
        for (name, value) in assertion_form(assertion) {
            parameters.put_secret(name, &value);
        }
        let stored = Default::default();
        let mut ask = self.ask(parameters, &method.oauth.token_params, &stored);
        ask.client_auth = crate::manifest::ClientAuth::None;
        self.exchange(ask).await
    }

    pub(super) fn put_scopes(&self, parameters: &mut Parameters) {
        let scopes = self.method.scopes(&[]);
        if !scopes.is_empty() {
            parameters.put("scope", &scopes.join(&self.method.oauth.scope_separator));
        }
    }
}

/// The identity token answers the request that was made (OpenID Connect Core, section 3.1.3.7): same nonce, and made
/// for this client.
fn check_nonce(grant: &TokenGrant, pending: &PendingSignIn) -> Result<(), TokenFailure> {
    use secrecy::ExposeSecret as _;
    let (Some(identity), Some(nonce)) = (&grant.identity, &pending.nonce) else { return Ok(()) };
    // Exposed to compare it with what came back.
    let expected: &SecretString = nonce;
    let given = identity.nonce.as_deref().unwrap_or_default();
    let same = bool::from(given.as_bytes().ct_eq(expected.expose_secret().as_bytes()));
    let for_us = identity.audience.is_empty() || identity.audience.contains(&pending.client_id);
    let issuer = pending.issuer.as_ref().zip(identity.issuer.as_ref());
    let from_issuer = issuer.is_none_or(|(expected, given)| expected.issuer == *given);
    if same && for_us && from_issuer {
        return Ok(());
    }
    Err(TokenFailure::Denied { error: "id_token_mismatch".to_owned(), quote: None })
}

fn no_refresh_token() -> TokenFailure {
    TokenFailure::NotMade {
        reason: "the provider gave no refresh token; sign in again when the access token ends"
            .to_owned(),
    }
}
