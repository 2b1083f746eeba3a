//! The tokens of a credential: from its sealed secret to a grant that can be renewed, and back.

use super::access::random_number;
use credenza_connect::manifest::ACCESS_TOKEN;
use credenza_connect::oauth::{TokenGrant, TokenLife, refresh_due};
use credenza_model::{CredentialId, OAuthAppId, Timestamp};
use credenza_store::table::oauth_grant::Grant;
use credenza_vault::SecretDocument;
use secrecy::SecretString;

/// The name of the refresh token in the sealed secret.
pub(crate) const REFRESH_TOKEN: &str = "refresh_token";

/// What the provider gave, from what is stored. `None` when the secret holds no token.
pub(crate) fn grant_of(secret: &SecretDocument, grant: &Grant) -> Option<TokenGrant> {
    let token = |name: &str| secret.expose_text(name).map(SecretString::from);
    let mut given = TokenGrant::new(token(ACCESS_TOKEN)?, grant.granted_at);
    given.refresh_token = token(REFRESH_TOKEN);
    given.expires_at = grant.expires_at;
    given.refresh_expires_at = grant.refresh_expires_at;
    given.scopes.clone_from(&grant.scopes);
    Some(given)
}

/// Puts the tokens of a grant into a secret. A missing refresh token leaves the old one.
pub(crate) fn put_tokens(secret: &mut SecretDocument, given: &TokenGrant) {
    secret.set_text(ACCESS_TOKEN, &given.access_token);
    if let Some(token) = &given.refresh_token {
        secret.set_text(REFRESH_TOKEN, token);
    }
}

/// The row of a grant that was just given.
pub(crate) fn new_grant(
    credential: CredentialId,
    oauth_app: Option<OAuthAppId>,
    given: &TokenGrant,
    asked: &[String],
    identity: Option<String>,
    refreshable: bool,
) -> Grant {
    Grant {
        credential,
        oauth_app,
        generation: 1,
        scopes: given.scopes.clone(),
        asked: asked.to_vec(),
        identity,
        refreshable,
        signed_in_at: given.granted_at,
        granted_at: given.granted_at,
        expires_at: given.expires_at,
        refresh_expires_at: given.refresh_expires_at,
        refreshed_at: None,
        revoked_at: None,
    }
}

/// When a token is going to be renewed: ahead of its end, spread by a jitter that is drawn once. A refresh
/// token that ends unused is renewed ahead of its own end too.
pub(crate) fn refresh_moment(given: &TokenGrant, refreshable: bool) -> Option<Timestamp> {
    if !refreshable {
        return None;
    }
    let jitter = random_number() * 2.0 - 1.0;
    let due =
        |expires_at| refresh_due(&TokenLife { granted_at: given.granted_at, expires_at }, jitter);
    let moments = [due(given.expires_at), due(given.refresh_expires_at)];
    moments.into_iter().flatten().min()
}
