//! When a token is due for its successor, and what the successor inherits.

use super::token::TokenGrant;
use credenza_model::Timestamp;
use std::time::Duration;

/// The least time before the end.
const LEAST_LEAD: Duration = Duration::from_secs(60);
/// The most.
const MOST_LEAD: Duration = Duration::from_secs(15 * 60);

/// From when to when a token lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLife {
    /// When it was asked for.
    pub granted_at: Timestamp,
    /// When it ends, if the provider said so.
    pub expires_at: Option<Timestamp>,
}

/// When to refresh: 10 % of the life before its end, but at least one minute and at most 15 minutes, spread by
/// ±10 % of that lead so that many credentials of one provider do not come at once. `jitter` is in
/// −1.0..=1.0; anything else is moved there.
///
/// Never before the token was granted. `None` when nobody knows the end: then only on a 401.
#[must_use]
pub fn refresh_due(life: &TokenLife, jitter: f64) -> Option<Timestamp> {
    let end = life.expires_at?;
    let span = end.since(life.granted_at);
    let lead = (span / 10).min(MOST_LEAD).max(LEAST_LEAD);
    let jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(-1.0, 1.0) };
    let lead = lead.mul_f64(1.0 + 0.1 * jitter);
    let millis = i64::try_from(lead.as_millis()).unwrap_or(i64::MAX);
    let due = Timestamp::from_millis(end.as_millis().saturating_sub(millis));
    Some(due.max(life.granted_at))
}

/// The grant after a refresh. What the provider left out stays as it was: the refresh token, the scopes, who signed in,
/// the values stored beside the token (RFC 6749, sections 5.1 and 6).
#[must_use]
pub fn merge_refreshed(old: &TokenGrant, new: TokenGrant) -> TokenGrant {
    let keeps_refresh_token = new.refresh_token.is_none();
    let refresh_expires_at = match new.refresh_expires_at {
        None if keeps_refresh_token => old.refresh_expires_at,
        told => told,
    };
    let mut stored = old.stored.clone();
    stored.extend(new.stored);
    TokenGrant {
        refresh_token: new.refresh_token.or_else(|| old.refresh_token.clone()),
        refresh_expires_at,
        scopes: new.scopes.or_else(|| old.scopes.clone()),
        identity: new.identity.or_else(|| old.identity.clone()),
        stored,
        ..new
    }
}
