//! Whether to renew, and whose turn it is.

use super::Demand;
use crate::acting::Acting;
use crate::failure::{OrFailure, store_failure};
use crate::session::OpenVault;
use crate::{App, Host, process};
use credenza_model::{CredentialId, FailureCode, StateChange, Timestamp};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::credential::{Credential, find};
use credenza_store::table::oauth_grant::{self, Doubt, GrantRow, Lease};
use serde_json::json;
use std::time::Duration;

/// How long a lease stands: three times as long as the request may take.
pub(crate) const LEASE: Duration = Duration::from_secs(60);

/// No credential is renewed more often.
const SELDOM: Duration = Duration::from_secs(30);

/// The longest pause between tries; a later one comes from a clock that was set.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    Enough,
    /// Another process is at it.
    Wait,
    /// It is our turn.
    Go(Turn),
}

/// Why it is our turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nobody was at it.
    Free,
    /// Whoever was at it is gone, or has been silent for too long.
    Orphaned,
}

/// The right to send the refresh token once.
pub(super) struct Attempt {
    pub(super) lease: Lease,
    pub(super) credential: Credential,
    pub(super) row: GrantRow,
    /// What is known once the request has been sent.
    pub(super) doubt: Doubt,
    /// What is known if it turns out that this one was never sent.
    pub(super) doubt_unsent: Doubt,
}

/// What to do about a grant as it stands.
pub(super) fn look(app: &App, row: &GrantRow, demand: Demand) -> Result<Step, Failure> {
    if !is_wanted(app.now(), row, demand)? {
        return Ok(Step::Enough);
    }
    Ok(match &row.lease {
        None => Step::Go(Turn::Free),
        Some(lease) if stands(app, lease) => Step::Wait,
        Some(_) => Step::Go(Turn::Orphaned),
    })
}

fn is_wanted(now: Timestamp, row: &GrantRow, demand: Demand) -> Result<bool, Failure> {
    if !row.grant.refreshable || row.ended || row.grant.revoked_at.is_some() {
        return if demand == Demand::Asked { Err(not_refreshable(row)) } else { Ok(false) };
    }
    let lately = row.grant.refreshed_at.is_some_and(|at| at <= now && now.since(at) < SELDOM);
    let pausing = row.next_try.is_some_and(|next| next > now && next.since(now) <= LONGEST_PAUSE);
    let due = row.refresh_at.is_some_and(|at| at <= now) || is_from_the_future(now, row);
    Ok(match demand {
        Demand::Due => due && !lately && !pausing,
        Demand::Refused(_) => !lately && !pausing,
        Demand::Asked => !lately,
    })
}

/// A token that was granted later than now: the clock was set back, and nothing that was reckoned with it
/// counts. Renewed once, its moments are right again.
fn is_from_the_future(now: Timestamp, row: &GrantRow) -> bool {
    row.grant.granted_at.since(now) > oauth_grant::CLOCK_JUMP && row.refresh_at.is_some()
}

/// Whether the lease's owner is there and in time. By the machine's uptime where both know it, since a wall
/// clock can be set; by the wall clock otherwise, where a lease that ends too late comes from a clock that
/// went back.
pub(super) fn stands(app: &App, lease: &Lease) -> bool {
    // With the mutex of this process in hand, a lease of this process is one that was dropped.
    if lease.owner == app.process_name() || process::is_gone(&lease.owner) {
        return false;
    }
    let uptime = app.config().clock.uptime().map(|up| i64::try_from(up.as_millis()).unwrap_or(0));
    match (lease.until_uptime, uptime) {
        (Some(until), Some(up)) if process::is_of_this_boot(&lease.owner) => up < until,
        _ => {
            let now = app.now();
            now < lease.until && lease.until.since(now) <= LEASE
        }
    }
}

/// Whether so much of an own lease is left that a request which begins now ends within it. A process that
/// was stopped, or a computer that slept, must not send a token that somebody else has sent meanwhile.
pub(super) fn is_in_time(app: &App, lease: &Lease, request: Duration) -> bool {
    let needed = i64::try_from(request.as_millis()).unwrap_or(i64::MAX);
    let uptime = app.config().clock.uptime().map(|up| i64::try_from(up.as_millis()).unwrap_or(0));
    match (lease.until_uptime, uptime) {
        (Some(until), Some(up)) => up + needed < until,
        _ => app.now().plus(request) < lease.until,
    }
}

/// Takes the lease, inside the transaction that looks: nobody else decides at the same time. `None` when it
/// is not our turn any more.
pub(super) async fn decide(
    host: &Acting,
    vault: &OpenVault,
    id: CredentialId,
    generation: i64,
    demand: Demand,
) -> Result<Option<Attempt>, Failure> {
    let app = host.app();
    let mut tx = vault.store.write().await.or_failure()?;
    let Some(row) = oauth_grant::find(&mut tx, &vault.scope, id).await.or_failure()? else {
        return Ok(None);
    };
    let step = look(app, &row, demand)?;
    let Step::Go(turn) = step else { return Ok(None) };
    if row.grant.generation != generation {
        return Ok(None);
    }
    let Some(found) = find(&mut tx, &vault.scope, id).await.or_failure()? else { return Ok(None) };
    let credential = found.readable().map_err(|error| store_failure(&error))?;
    let (doubt, doubt_unsent) = match turn {
        Turn::Free => (row.doubt, row.doubt),
        Turn::Orphaned => (Doubt::Retried, row.doubt.max(Doubt::AnswerLost)),
    };
    let lease = new_lease(app);
    oauth_grant::take_lease(&mut tx, id, generation, &lease, doubt).await.or_failure()?;
    let is_spent = turn == Turn::Orphaned && row.doubt == Doubt::Retried;
    // A program asks with a secret that does not wear out.
    if is_spent && !row.grant.is_of_program() {
        // The one retry was lost as well. A third request with the same token would only make the provider
        // revoke everything that came from it.
        let change =
            StateChange::GrantLost { reason: FailureCode::RefreshInterrupted, at: app.now() };
        let ended = super::outcome::lose(host, vault, tx, &credential, generation, &change).await;
        ended?;
        return Err(super::outcome::lost_failure(&credential, FailureCode::RefreshInterrupted));
    }
    tx.commit().await.or_failure()?;
    Ok(Some(Attempt { lease, credential, row, doubt, doubt_unsent }))
}

pub(super) fn new_lease(app: &App) -> Lease {
    let now = app.now();
    let until = |up: Duration| i64::try_from((up + LEASE).as_millis()).unwrap_or(i64::MAX);
    Lease {
        owner: app.process_name().to_owned(),
        until: now.plus(LEASE),
        until_uptime: app.config().clock.uptime().map(until),
        intent_at: now,
    }
}

fn not_refreshable(row: &GrantRow) -> Failure {
    let (text, hint, remedy) = if row.grant.is_of_program() {
        (
            "The provider refused what it asks for tokens with, so nothing renews it by itself",
            "Verify it, or enter the new secret.",
            "new_secret",
        )
    } else {
        (
            "It cannot be renewed without a person: the provider gave no refresh token, or it was revoked",
            "Reconnect it.",
            "reconnect",
        )
    };
    Failure::new(ErrorCode::CredentialNotRefreshable, text)
        .hint(hint)
        .details(json!({"credential": row.grant.credential, "remedy": remedy}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use credenza_model::OAuthAppId;
    use credenza_store::table::oauth_grant::Grant;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000);

    fn row(refresh_at: i64) -> GrantRow {
        let grant = Grant {
            credential: CredentialId::from_random([1; 16]),
            oauth_app: Some(OAuthAppId::from_random([2; 16])),
            generation: 3,
            scopes: None,
            asked: Vec::new(),
            identity: None,
            refreshable: true,
            signed_in_at: Timestamp::from_millis(0),
            granted_at: Timestamp::from_millis(0),
            expires_at: None,
            refresh_expires_at: None,
            refreshed_at: None,
            revoked_at: None,
        };
        let refresh_at = Some(Timestamp::from_millis(NOW.as_millis() + refresh_at));
        let doubt = Doubt::None;
        GrantRow {
            grant,
            refresh_at,
            lease: None,
            doubt,
            ended: false,
            attempts: 0,
            next_try: None,
        }
    }

    #[test]
    fn what_is_due_is_wanted_and_what_was_renewed_lately_is_not() {
        assert!(is_wanted(NOW, &row(-1), Demand::Due).unwrap());
        assert!(!is_wanted(NOW, &row(1), Demand::Due).unwrap());
        let mut lately = row(-1);
        lately.grant.refreshed_at = Some(Timestamp::from_millis(NOW.as_millis() - 29_000));
        for demand in [Demand::Due, Demand::Refused(3), Demand::Asked] {
            assert!(!is_wanted(NOW, &lately, demand).unwrap(), "{demand:?}");
        }
        // A clock that was set back must not make it wait for years.
        lately.grant.refreshed_at = Some(NOW.plus(Duration::from_secs(3600)));
        assert!(is_wanted(NOW, &lately, Demand::Due).unwrap());
    }

    #[test]
    fn a_token_from_the_future_is_due() {
        let mut row = row(60_000);
        row.grant.granted_at = NOW.plus(Duration::from_secs(29));
        assert!(!is_wanted(NOW, &row, Demand::Due).unwrap());
        row.grant.granted_at = NOW.plus(Duration::from_secs(31));
        assert!(is_wanted(NOW, &row, Demand::Due).unwrap());
    }

    #[test]
    fn a_pause_holds_back_everybody_but_a_person() {
        let mut pausing = row(-1);
        pausing.next_try = Some(NOW.plus(Duration::from_secs(60)));
        assert!(!is_wanted(NOW, &pausing, Demand::Due).unwrap());
        assert!(!is_wanted(NOW, &pausing, Demand::Refused(3)).unwrap());
        assert!(is_wanted(NOW, &pausing, Demand::Asked).unwrap());
        pausing.next_try = Some(NOW.plus(Duration::from_secs(86_400)));
        assert!(is_wanted(NOW, &pausing, Demand::Due).unwrap());
    }

    #[test]
    fn what_has_ended_is_never_asked_for_again() {
        let mut ended = row(-1);
        ended.ended = true;
        assert!(!is_wanted(NOW, &ended, Demand::Due).unwrap());
        assert!(!is_wanted(NOW, &ended, Demand::Refused(3)).unwrap());
        assert!(is_wanted(NOW, &ended, Demand::Asked).is_err());
    }

    #[test]
    fn what_cannot_be_renewed_is_said_only_to_a_person() {
        let mut row = row(-1);
        row.grant.refreshable = false;
        assert!(!is_wanted(NOW, &row, Demand::Due).unwrap());
        let failure = is_wanted(NOW, &row, Demand::Asked).unwrap_err();
        assert_eq!(failure.code, ErrorCode::CredentialNotRefreshable);
    }
}
