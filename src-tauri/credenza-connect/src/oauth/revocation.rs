//! Ending a grant at the provider (RFC 7009) when its credential is deleted. Best effort: nothing waits for it, and a
//! failure is told, not raised.

use super::token::{Parameters, TokenEndpoint, TokenFailure, TokenGrant, TransportKind, answer};
use crate::http::{Answer, Body};
use crate::stage::Scrubber;

/// What became of a revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// The provider confirmed it. (It also does for a token it never knew: RFC 7009, section 2.2.)
    Revoked,
    /// The provider offers none; the tokens end by themselves, or at the provider's own settings page.
    NotOffered,
    /// It did not work; the tokens may still be good.
    Failed(TokenFailure),
}

impl TokenEndpoint<'_> {
    /// Revokes a grant: by its refresh token, which ends the access tokens too (section 2.1), or by the access
    /// token where there is no other.
    pub async fn revoke(&self, grant: &TokenGrant) -> Revocation {
        let oauth = self.method.oauth();
        let Some(url) = &oauth.revoke_url else { return Revocation::NotOffered };
        if url.names().any(|name| !self.method.values.contains(name)) {
            // A server of one's own that has no such endpoint.
            return Revocation::NotOffered;
        }
        let (token, hint) = match &grant.refresh_token {
            Some(token) => (token, "refresh_token"),
            None => (&grant.access_token, "access_token"),
        };
        let mut parameters = Parameters::empty();
        parameters.put_secret("token", token);
        parameters.put("token_type_hint", hint);
        let mut ask = self.ask(parameters, &oauth.revoke_params, &grant.stored);
        ask.url = url;
        ask.method = "POST";
        match self.send(&ask).await {
            Ok((answer, scrubber)) => self.revoked(&answer, &scrubber),
            Err(failure) => Revocation::Failed(failure),
        }
    }

    fn revoked(&self, answer: &Answer, scrubber: &Scrubber) -> Revocation {
        let status = answer.status.as_u16();
        let body = answer::read(answer).map(Body::Json);
        let code = body.as_ref().ok().and_then(answer::error_code);
        match (status, code) {
            (200..=299, None) => Revocation::Revoked,
            // The token was no longer good: what was wanted.
            (_, Some("invalid_token" | "invalid_grant" | "token_revoked")) => Revocation::Revoked,
            _ => Revocation::Failed(self.explain(answer, scrubber)),
        }
    }

    fn explain(&self, answer: &Answer, scrubber: &Scrubber) -> TokenFailure {
        match answer::judge(answer, self.method.oauth(), scrubber, self.context.now) {
            Err(refusal) => refusal.failure,
            Ok(_) => TokenFailure::transport(TransportKind::UnknownError),
        }
    }
}
