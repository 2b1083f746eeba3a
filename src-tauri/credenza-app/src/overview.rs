//! What needs attention, the most urgent first.

use crate::failure::OrFailure;
use crate::session::OpenVault;
use crate::view::{HealthViews, step_views};
use crate::webhooks::webhook_views;
use credenza_model::{CredentialId, ENDS_SOON, Timestamp};
use credenza_protocol::Failure;
use credenza_protocol::credential::StateWord;
use credenza_protocol::flow::StepProblemReason;
use credenza_protocol::health::{Attention, Cause, Expiry, ExpiryKind, HealthRow};
use credenza_store::table::flow;
use credenza_store::table::health::{HealthFilter, Neglect, find, list};
use std::collections::HashSet;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A credential that was not verified for so long is forgotten, not in the making.
const FORGOTTEN: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// At most so many credentials are listed; the health page has all.
const LISTED: u32 = 200;

/// What needs attention: credentials, active flows, webhooks, and what of `calendar` ends soon. With it how many more
/// credentials there are.
pub(crate) async fn attention(
    vault: &OpenVault,
    calendar: &[Expiry],
    now: Timestamp,
) -> Result<(Vec<Attention>, u64), Failure> {
    let soon = now.plus(ENDS_SOON);
    let ending: Vec<&Expiry> = calendar.iter().filter(|expiry| expiry.at <= soon).collect();
    let (mut all, more) = credentials(vault, &ending, now).await?;
    let lost: Vec<CredentialId> = all.iter().filter_map(lost_id).collect();
    all.extend(flows(vault).await?);
    all.extend(webhooks(vault, now).await?);
    let is_said = |expiry: &&Expiry| {
        // What is lost wants the same remedy as what ends, and more urgently. A certificate is another matter.
        expiry.kind != ExpiryKind::Certificate
            && expiry.credential.is_some_and(|id| lost.contains(&id))
    };
    let ending = ending.into_iter().filter(|expiry| !is_said(expiry));
    all.extend(ending.map(|expiry| Attention::Expiry { expiry: expiry.clone() }));
    all.sort_by_key(|one| urgency(one, now));
    Ok((all, more))
}

fn lost_id(one: &Attention) -> Option<CredentialId> {
    match one {
        Attention::Credential {
            id,
            state: StateWord::Disconnected | StateWord::ReauthRequired,
            ..
        } => Some(*id),
        _ => None,
    }
}

/// What is lost and breaks flows; flows that are broken otherwise; what else is lost; what ends within
/// a day; trouble on the way; webhooks; what ends later; what was forgotten.
fn urgency(one: &Attention, now: Timestamp) -> (u8, u64, Timestamp) {
    match one {
        Attention::Credential { state, active_flows, since, .. } => {
            let in_use = *active_flows > 0;
            let rank = match state {
                StateWord::Disconnected | StateWord::ReauthRequired | StateWord::Unreadable
                    if in_use =>
                {
                    0
                }
                StateWord::Disconnected | StateWord::ReauthRequired | StateWord::Unreadable => 2,
                StateWord::Degraded if in_use => 4,
                StateWord::Degraded => 5,
                StateWord::Quarantined if in_use => 1,
                StateWord::Expiring => 7,
                _ => 8,
            };
            (rank, u64::MAX - active_flows, *since)
        }
        Attention::Flow { since, .. } => (1, 0, *since),
        Attention::Expiry { expiry } if expiry.at <= now.plus(DAY) => (3, 0, expiry.at),
        Attention::Webhook { since, .. } => (6, 0, *since),
        Attention::Expiry { expiry } => (7, 0, expiry.at),
    }
}

async fn credentials(
    vault: &OpenVault,
    ending: &[&Expiry],
    now: Timestamp,
) -> Result<(Vec<Attention>, u64), Failure> {
    let views = HealthViews::read(vault).await?;
    let forgotten = Timestamp::from_millis(
        now.as_millis().saturating_sub(i64::try_from(FORGOTTEN.as_millis()).unwrap_or(i64::MAX)),
    );
    let (mut all, mut seen, mut more) = (Vec::new(), HashSet::new(), 0);
    for neglected in [None, Some(Neglect::SetAside), Some(Neglect::UncheckedSince(forgotten))] {
        let filter = HealthFilter {
            needs_attention: neglected.is_none(),
            neglected,
            now,
            limit: LISTED,
            ..HealthFilter::default()
        };
        let mut connection = vault.store.read().await.or_failure()?;
        let listed = list(&mut connection, &vault.scope, &filter).await.or_failure()?;
        more += listed.total.saturating_sub(listed.rows.len() as u64);
        for (stored, health) in &listed.rows {
            let row = views.row(stored, health.as_ref());
            let is_dated = ending.iter().any(|expiry| expiry.credential == Some(row.id));
            // The date says more than the state.
            if (row.state == StateWord::Expiring && is_dated) || !seen.insert(row.id) {
                continue;
            }
            let checked = health.as_ref().and_then(|health| health.checked_at);
            all.push(credential(row, neglected, checked));
        }
    }
    Ok((all, more))
}

fn credential(row: HealthRow, neglected: Option<Neglect>, checked: Option<Timestamp>) -> Attention {
    let cause = match neglected {
        _ if row.state == StateWord::Unreadable => Cause::Trouble,
        None => Cause::Trouble,
        Some(Neglect::SetAside) if row.paused => Cause::Paused,
        Some(Neglect::SetAside) => Cause::Quarantined,
        Some(Neglect::UncheckedSince(_)) => Cause::Unchecked,
    };
    let unchecked = cause == Cause::Unchecked && row.state != StateWord::Unverified;
    Attention::Credential {
        id: row.id,
        name: row.name,
        connector: row.connector,
        cause,
        state: row.state,
        reason: row.reason,
        since: checked.filter(|_| unchecked).unwrap_or(row.since),
        active_flows: row.active_flows,
        signs_in: row.signs_in,
    }
}

/// Active flows with a step that cannot be used, unless its credential is in the list already.
async fn flows(vault: &OpenVault) -> Result<Vec<Attention>, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let flows = flow::list(&mut connection, &vault.scope, "").await.or_failure()?;
    let mut broken = Vec::new();
    for flow in flows.iter().filter(|flow| flow.status.is_active()) {
        let version = flow.active_version.unwrap_or(flow.version);
        let document = flow::get_document(&mut connection, &vault.scope, flow.id, version)
            .await
            .or_failure()?;
        let steps = step_views(vault, &mut connection, &document).await?;
        let problems = steps.into_iter().filter_map(|step| step.problem);
        let Some(problem) = problems.into_iter().find(|problem| !is_told(problem.reason)) else {
            continue;
        };
        let health = match &problem.credential {
            Some(known) => find(&mut connection, &vault.scope, known.id).await.or_failure()?,
            None => None,
        };
        broken.push(Attention::Flow {
            id: flow.id,
            name: flow.name.clone(),
            problem: format!("Step {} {}. {}", problem.step, problem.message, problem.hint),
            // It was not broken before it was what it is now.
            since: health.map_or(flow.updated_at, |health| health.since.max(flow.updated_at)),
        });
    }
    Ok(broken)
}

/// Whether the credential itself is in the list for it.
fn is_told(reason: StepProblemReason) -> bool {
    matches!(
        reason,
        StepProblemReason::CredentialDisconnected
            | StepProblemReason::CredentialUnreadable
            | StepProblemReason::CredentialQuarantined
    )
}

async fn webhooks(vault: &OpenVault, now: Timestamp) -> Result<Vec<Attention>, Failure> {
    let views = webhook_views(vault, now).await?;
    let failing = views.into_iter().filter(|view| view.active).filter_map(|view| {
        let since = view.failing_since?;
        Some(Attention::Webhook { id: view.id, address: view.address, since })
    });
    Ok(failing.collect())
}
