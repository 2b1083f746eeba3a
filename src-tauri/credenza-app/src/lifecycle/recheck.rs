//! The schedule: plans what has no plan, and looks at what is due, politely: one look at a host at a
//! time and four in all, by every process on this vault together, and by each process one look at a
//! host in a round.

use super::check::{Look, claim_of, record};
use super::dead::bury_the_dead;
use super::{Rhythm, roll};
use crate::App;
use crate::background::Background;
use crate::failure::OrFailure;
use crate::renewal::check_fresh;
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use credenza_model::CredentialId;
use credenza_protocol::Failure;
use credenza_store::table::credential::{self, Credential, CredentialRow};
use credenza_store::table::health::{self, Due};
use futures::{FutureExt, StreamExt};
use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

/// Looks at one host at the same time.
const PER_HOST: u32 = 1;

/// Looks at the same time.
const AT_ONCE: usize = 4;

/// Looks of one round; what remains is the next round's.
const ROUND: u32 = 64;

/// After a look that could not even begin: damaged, or its connector is gone.
const UNABLE: Duration = Duration::from_secs(60 * 60);

/// One round. Trouble with the database is told by the next operation that a person starts.
pub(crate) async fn check_due(app: &App) {
    match due(app).await {
        Ok(due) => {
            let hosts = Hosts::default();
            let looks = due.into_iter().map(|id| look(app, id, &hosts).boxed());
            futures::stream::iter(looks).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
        }
        Err(failure) => {
            tracing::debug!(code = failure.code.as_str(), "no scheduled checks");
        }
    }
}

/// The hosts that were looked at in this round.
#[derive(Default)]
struct Hosts(Mutex<HashSet<String>>);

impl Hosts {
    /// Whether it is this host's first look.
    fn is_first(&self, host: &str) -> bool {
        self.0.lock().is_ok_and(|mut hosts| hosts.insert(host.to_owned()))
    }
}

/// Plans, and says which credentials to look at now.
async fn due(app: &App) -> Result<Vec<CredentialId>, Failure> {
    let vault = app.vault().await?;
    let Some(rhythm) = Rhythm::every(vault.settings.check_hours) else { return Ok(Vec::new()) };
    bury_the_dead(app, &vault).await?;
    let now = app.now();
    let claim = claim_of(app, &vault);
    let mut connection = vault.store.read().await.or_failure()?;
    let listed =
        health::list_due(&mut connection, &vault.scope, &claim, rhythm.horizon(now), ROUND).await;
    let (due, waiting) = listed.or_failure()?;
    drop(connection);
    let is_ready =
        |due: &&Due| due.next_check.is_some_and(|next| next <= now && !rhythm.is_missed(now, next));
    let ready = due.iter().filter(is_ready).map(|due| due.credential).collect();
    let unplanned: Vec<Due> = due.iter().filter(|due| !is_ready(due)).copied().collect();
    if !unplanned.is_empty() {
        let mut tx = vault.store.write().await.or_failure()?;
        for due in unplanned {
            let next = match due.next_check {
                Some(_) => rhythm.spread(now, waiting, roll()),
                None => rhythm.first(now, due.checked_at, waiting, roll()),
            };
            let planned = Due { next_check: Some(next), ..due };
            health::plan(&mut tx, &vault.scope, &planned).await.or_failure()?;
        }
        tx.commit().await.or_failure()?;
    }
    Ok(ready)
}

async fn look(app: &App, id: CredentialId, hosts: &Hosts) {
    if let Err(failure) = try_look(app, id, hosts).await {
        tracing::debug!(code = failure.code.as_str(), credential = %id, "a check did not take place");
    }
}

async fn try_look(app: &App, id: CredentialId, hosts: &Hosts) -> Result<(), Failure> {
    let vault = app.vault().await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let found = credential::find(&mut connection, &vault.scope, id).await.or_failure()?;
    drop(connection);
    let Some(CredentialRow::Readable(credential)) = found else {
        return put_off(app, &vault, id).await;
    };
    let Ok(opened) = OpenedCredential::open(&vault, &credential) else {
        return put_off(app, &vault, id).await;
    };
    let Ok(draft) = opened.unchanged(&vault, &credential) else {
        return put_off(app, &vault, id).await;
    };
    if draft.scheme().probe.billable || !credential.state.is_watched() {
        return put_off(app, &vault, id).await;
    }
    let host = opened.policy.first_host();
    if !hosts.is_first(host) {
        return Ok(());
    }
    let Some(number) = claim(app, &vault, &credential, host).await? else {
        return Ok(());
    };
    let guard = app.dry_runs().begin_unseen(&format!("schedule:{id}"));
    let (credential, report) = check_fresh(app, &vault, &guard, *credential).await?;
    if guard.is_cancelled() {
        return Ok(());
    }
    record(&Background(app), &credential, &report, Look::Scheduled, Some(number)).await
}

/// The claim, unless somebody has it or enough is going on, or somebody has looked since it was due.
async fn claim(
    app: &App,
    vault: &OpenVault,
    credential: &Credential,
    host: &str,
) -> Result<Option<i64>, Failure> {
    let mut tx = vault.store.write().await.or_failure()?;
    let known = health::find(&mut tx, &vault.scope, credential.id).await.or_failure()?;
    let is_due = known.is_some_and(|known| {
        !known.paused && known.next_check.is_some_and(|next| next <= app.now())
    });
    if !is_due {
        return Ok(None);
    }
    let (claim, at_once) = (claim_of(app, vault), u32::try_from(AT_ONCE).unwrap_or(1));
    let limits = Some((PER_HOST, at_once));
    let number = health::claim(&mut tx, &vault.scope, credential.id, host, &claim, limits).await;
    let number = number.or_failure()?;
    tx.commit().await.or_failure()?;
    Ok(number)
}

/// What cannot be looked at is left alone for a while; a person sees why in its list.
async fn put_off(app: &App, vault: &OpenVault, id: CredentialId) -> Result<(), Failure> {
    let mut tx = vault.store.write().await.or_failure()?;
    let known = health::find(&mut tx, &vault.scope, id).await.or_failure()?;
    let Some(known) = known else { return Ok(()) };
    let due = Due {
        credential: id,
        next_check: Some(app.now().plus(UNABLE)),
        attempts: known.attempts,
        checked_at: known.checked_at,
    };
    health::plan(&mut tx, &vault.scope, &due).await.or_failure()?;
    tx.commit().await.or_failure()
}
