//! Tokens that a program asks for by itself: no person, and no refresh token. Its next token is had by asking again.

use super::read::Reader;
use super::{TokenEndpoint, TokenFailure, TokenGrant};
use crate::http::{Answer, Body};
use crate::manifest::{AuthScheme, Grant, OAuth};
use credenza_model::Timestamp;
use std::sync::Mutex;

/// The name under which some providers want a token that never changes as a field of the form.
const REFRESH_TOKEN: &str = "refresh_token";

/// Where a dry run leaves the token that it got on the way, for whoever wants to keep it. No `Debug`: it
/// holds a secret.
#[derive(Default)]
pub struct TokenSlot(Mutex<Option<TokenGrant>>);

impl TokenSlot {
    /// Leaves a token; it takes the place of one before.
    pub fn put(&self, given: TokenGrant) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some(given);
        }
    }

    /// Takes the token out.
    #[must_use]
    pub fn take(&self) -> Option<TokenGrant> {
        self.0.lock().ok()?.take()
    }
}

impl TokenEndpoint<'_> {
    /// The next token of a program: asked for as the first one was.
    ///
    /// # Errors
    /// [`TokenFailure`]; not made for a method that needs a person.
    pub async fn ask_as_program(&self) -> Result<TokenGrant, TokenFailure> {
        let given = match self.method.oauth.grant {
            Grant::AuthorizationCode => {
                let reason = "this method needs a person to sign in".to_owned();
                return Err(TokenFailure::NotMade { reason });
            }
            Grant::JwtBearer => self.jwt_bearer().await?,
            _ => self.client_credentials().await?,
        };
        Ok(of_program(given, self.method.auth))
    }
}

#[cfg(test)]
impl TokenEndpoint<'_> {
    /// The request that asks for a program's next token with its own secret.
    pub(crate) fn program_request(
        &self,
    ) -> Result<crate::http::ProbeRequest, crate::http::RequestError> {
        let stored = Default::default();
        self.make(&self.ask(self.own_parameters(), &self.method.oauth.token_params, &stored))
    }
}

/// The grant in an answer that was judged to be good, if it is one that can be kept.
pub(crate) fn read_program_grant(
    (auth, oauth): (&AuthScheme, &OAuth),
    now: Timestamp,
    (answer, body): (&Answer, &Body),
) -> Option<TokenGrant> {
    Some(of_program(Reader { oauth, now }.read(answer, body).ok()?, auth))
}

/// A refresh token is of no use to a program (RFC 6749, section 4.4.3), unless it is what the program asks with.
fn of_program(given: TokenGrant, auth: &AuthScheme) -> TokenGrant {
    let asks_with_it = auth.fields.properties.contains_key(REFRESH_TOKEN);
    let refresh_token = given.refresh_token.filter(|_| asks_with_it);
    TokenGrant { refresh_token, refresh_expires_at: None, ..given }
}
