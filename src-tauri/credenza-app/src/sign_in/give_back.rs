//! The token of a sign-in that came to nothing: cancelled, failed its dry run, or another account than was wanted.
//! Nobody keeps it, so the provider is told to end it, as far as it offers that. Nobody waits for it.
//!
//! Decision: not where another credential may live from the same person's yes. Some providers (Google) end
//! everything that a person gave to an OAuth app with any one of its tokens; a sign-in that was cancelled must not
//! cost a credential that works.

use super::plan::Plan;
use crate::App;
use crate::failure::OrFailure;
use crate::oauth::{Identity, context};
use crate::revocation::PATIENCE;
use credenza_connect::oauth::{Revocation, TokenEndpoint, TokenGrant};
use credenza_protocol::Failure;
use credenza_store::table::oauth_grant;

/// Revokes it. Best effort: what goes wrong is only logged.
pub(super) async fn give_back(app: &App, plan: &Plan, given: &TokenGrant) {
    match tokio::time::timeout(PATIENCE, revoke(app, plan, given)).await {
        Ok(Ok(outcome)) => tracing::info!(outcome, "the token of a sign-in that came to nothing"),
        Ok(Err(failure)) => tracing::warn!(code = failure.code.as_str(), "a token was not revoked"),
        Err(_) => tracing::warn!("a token was not revoked in time"),
    }
}

async fn revoke(app: &App, plan: &Plan, given: &TokenGrant) -> Result<&'static str, Failure> {
    if is_shared(app, plan, given).await? {
        return Ok("left alone: another credential may live from it");
    }
    let method = plan.access.method()?;
    let context = context(app, &plan.access.private);
    let endpoint = TokenEndpoint { method: &method, context: &context };
    Ok(match endpoint.revoke(given).await {
        Revocation::Revoked => "revoked",
        Revocation::NotOffered => "revocation is not offered",
        Revocation::Failed(_) => "revocation failed",
    })
}

/// Whether a credential of the same OAuth app is, or may be, the same person's.
async fn is_shared(app: &App, plan: &Plan, given: &TokenGrant) -> Result<bool, Failure> {
    let vault = app.vault().await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let all = oauth_grant::list(&mut connection, &vault.scope).await.or_failure()?;
    let mine = Identity::of(given.identity.as_ref(), None, &serde_json::Map::new());
    let of_app = all.into_values().map(|row| row.grant).filter(|grant| {
        grant.oauth_app == Some(plan.access.client.row.id) && grant.revoked_at.is_none()
    });
    let mut others = of_app.map(|grant| Identity::read(grant.identity.as_deref()));
    Ok(others.any(|other| !mine.is_somebody_else(&other)))
}
