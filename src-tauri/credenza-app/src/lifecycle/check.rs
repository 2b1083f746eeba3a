//! One look at a stored credential: claimed, so that no two processes look at the same one at once,
//! and recorded with what follows from it.

use super::dead::bury_the_dead;
use super::{Rhythm, roll};
use crate::failure::OrFailure;
use crate::record::Record;
use crate::session::OpenVault;
use crate::{App, Host};
use credenza_model::{CredentialId, CredentialState, Outcome, Verification};
use credenza_protocol::{Failure, OperationName};
use credenza_store::WriteTx;
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::{Credential, record_verification};
use credenza_store::table::health::{self, Due};
use credenza_store::table::{Claim, tally};
use serde_json::json;
use std::time::{Duration, Instant};

/// Who wanted to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// A person or a script: recorded in any case.
    Asked,
    /// The schedule: recorded when it shows something new.
    Scheduled,
}

/// How long a person's look waits for one that is under way.
const PATIENCE: Duration = Duration::from_secs(25);

/// How often it asks.
const POLL: Duration = Duration::from_millis(50);

/// A claim of this process that outlasts any dry run under these settings.
pub(crate) fn claim_of<'a>(app: &'a App, vault: &OpenVault) -> Claim<'a> {
    let most = Duration::from_secs(u64::from(vault.settings.total_seconds));
    Claim { owner: app.process_name(), now: app.now(), lease: most + Duration::from_secs(30) }
}

/// Claims a credential for a person's look: waits while somebody else looks, and then goes ahead in
/// any case. The claim's number, if there is one.
pub(crate) async fn claim_patiently(
    app: &App,
    vault: &OpenVault,
    id: CredentialId,
    host: &str,
) -> Result<Option<i64>, Failure> {
    let begun = Instant::now();
    loop {
        let mut tx = vault.store.write().await.or_failure()?;
        let claim = claim_of(app, vault);
        let number = health::claim(&mut tx, &vault.scope, id, host, &claim, None).await;
        let number = number.or_failure()?;
        tx.commit().await.or_failure()?;
        if number.is_some() || begun.elapsed() >= PATIENCE {
            return Ok(number);
        }
        bury_the_dead(app, vault).await?;
        tokio::time::sleep(POLL).await;
    }
}

/// Records a look, gives the claim back, and plans the next one. A schedule whose claim was taken over
/// in the meantime records nothing: somebody else has looked.
pub(crate) async fn record(
    host: &impl Host,
    credential: &Credential,
    report: &Verification,
    look: Look,
    claimed: Option<i64>,
) -> Result<(), Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    if let Some(number) = claimed {
        let held = health::release(&mut tx, &vault.scope, credential.id, number).await;
        if !held.or_failure()? && look == Look::Scheduled {
            return Ok(());
        }
    }
    let (id, version, now) = (credential.id, credential.secret_version, host.app().now());
    if look == Look::Asked || is_news(&credential.state, report) {
        let after = record_verification(&mut tx, &vault.scope, id, version, report, now)
            .await
            .or_failure()?;
        let word = after.map(|after| after.state.word());
        if look == Look::Asked || word.is_some_and(|word| word != credential.state.word()) {
            let record = Record::of(host, OperationName::CredentialVerify);
            let record = record.about(id, &credential.name).detail(detail(report));
            record.done(&mut tx, &vault).await?;
        }
    } else {
        tally::count(&mut tx, &vault.scope, id, report, now).await.or_failure()?;
    }
    plan(host.app(), &vault, &mut tx, id, report).await?;
    tx.commit().await.or_failure()
}

/// The same trouble once more is no news: a network that is away for a day must not push every other
/// dry run out of the history.
fn is_news(state: &CredentialState, report: &Verification) -> bool {
    match state {
        CredentialState::Degraded { reason, .. } => report.failure_code() != Some(*reason),
        _ => true,
    }
}

fn detail(report: &Verification) -> Detail {
    Detail {
        after: json!(report.outcome).as_str().map(str::to_owned),
        code: report.failure_code().and_then(|code| json!(code).as_str().map(str::to_owned)),
        ..Detail::default()
    }
}

async fn plan(
    app: &App,
    vault: &OpenVault,
    tx: &mut WriteTx,
    id: CredentialId,
    report: &Verification,
) -> Result<(), Failure> {
    let now = app.now();
    let known = health::find(tx, &vault.scope, id).await.or_failure()?;
    let failed = report.outcome == Outcome::Failed;
    let trouble = failed && !report.failure_code().is_some_and(|code| code.is_providers_no());
    // A plain no is an answer: what is tried again is only what did not get one.
    let attempts =
        if trouble { known.map_or(0, |known| known.attempts).saturating_add(1) } else { 0 };
    let wait = report.retry_after.map(Duration::from_secs);
    let next_check = Rhythm::every(vault.settings.check_hours).map(|rhythm| {
        if trouble { rhythm.again(now, attempts, wait, roll()) } else { rhythm.next(now, roll()) }
    });
    let due = Due { credential: id, next_check, attempts, checked_at: Some(now) };
    health::plan(tx, &vault.scope, &due).await.or_failure()
}
