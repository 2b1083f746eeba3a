//! Renewing tokens (SECURITY 3.2): one renewer per credential, in all processes.
//!
//! In this process a mutex per credential, between processes a lease in the database. The decision is taken
//! inside `BEGIN IMMEDIATE`, and the intent committed with it; the request is made outside of any
//! transaction and ends long before the lease; what it brings is durable before anybody uses it, and is
//! written back only while generation and owner are still the same (fencing). A renewer that died is
//! followed by exactly one retry.
//!
//! Once begun, a renewal goes on to its end by itself: whoever asked for it may go away, the vault may be
//! locked, and the process waits for it before it ends. Its keys are its own until then, less than a minute.
//!
//! Deliberately absent: deleting tokens. Whatever goes wrong, they stay.

mod ask;
mod decide;
mod due;
mod fresh;
mod hold;
mod outcome;
mod pace;
mod program;
mod under_way;

pub(crate) use ask::prepare;
pub(crate) use due::renew_due;
pub(crate) use fresh::check_fresh;
pub(crate) use hold::{Held, hold};
pub(crate) use pace::QUICK_TRIES;
pub use under_way::LONGEST_RENEWAL;
pub(crate) use under_way::Pass;

use crate::Host;
use crate::acting::Acting;
use crate::failure::OrFailure;
use crate::session::OpenVault;
use credenza_model::CredentialId;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::oauth_grant::{self, GrantRow};
use decide::{Step, decide, look};
use futures::FutureExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep};
use under_way::UnderWay;

/// How long somebody waits for another process to renew.
const PATIENCE: Duration = Duration::from_secs(25);

/// How often the row is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(50);

/// Why a token is to be renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// If it is due.
    Due,
    /// The service refused the token of this generation.
    Refused(i64),
    /// A person asked.
    Asked,
}

/// How a renewal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewed {
    /// There is a new token, by whichever process.
    Fresh,
    /// Nothing had to be done, or nothing can be.
    AsBefore,
}

/// The renewals of this process: a mutex per credential.
#[derive(Default)]
pub(crate) struct Renewals {
    locks: Mutex<HashMap<CredentialId, Arc<tokio::sync::Mutex<()>>>>,
    rounds: due::Rounds,
    under_way: UnderWay,
}

impl Renewals {
    /// Lets no renewal begin any more, and waits for those that are on their way, at most
    /// [`LONGEST_RENEWAL`].
    pub(crate) async fn end(&self) {
        if !self.under_way.end(LONGEST_RENEWAL).await {
            tracing::warn!("a renewal did not end in time; its token may be lost");
        }
    }

    /// Begins something that the end of this process waits for; `None` when it is about to end.
    pub(crate) fn begin(&self) -> Option<Pass> {
        self.under_way.begin()
    }

    fn lock_of(&self, id: CredentialId) -> Arc<tokio::sync::Mutex<()>> {
        match self.locks.lock() {
            Ok(mut locks) => {
                // One that nobody holds or waits for is only in the map.
                locks.retain(|known, lock| *known == id || Arc::strong_count(lock) > 1);
                locks.entry(id).or_default().clone()
            }
            Err(_) => Arc::default(),
        }
    }
}

/// Brings the token of a credential up to what is demanded. A credential without a grant needs nothing.
pub(crate) async fn renew(
    host: &Acting,
    id: CredentialId,
    demand: Demand,
) -> Result<Renewed, Failure> {
    let app = host.app();
    let vault = app.vault().await?;
    let Some(first) = find(&vault, id).await? else { return Ok(Renewed::AsBefore) };
    let generation = match demand {
        Demand::Refused(generation) => generation,
        Demand::Due | Demand::Asked => first.grant.generation,
    };
    let alone = Arc::new(app.renewals().lock_of(id).lock_owned().await);
    let begun = Instant::now();
    loop {
        let Some(row) = find(&vault, id).await? else { return Ok(Renewed::AsBefore) };
        if row.grant.generation != generation {
            return Ok(Renewed::Fresh);
        }
        match look(app, &row, demand)? {
            Step::Enough => return Ok(Renewed::AsBefore),
            Step::Wait => {}
            Step::Go(_) => {
                let turn = Renewing { host: host.clone(), id, generation, demand };
                if turn.carry(alone.clone()).await? {
                    return Ok(Renewed::Fresh);
                }
            }
        }
        if begun.elapsed() > PATIENCE {
            return Err(too_long());
        }
        sleep(GLANCE).await;
    }
}

/// One renewal, from the decision to the tokens' being durable.
struct Renewing {
    host: Acting,
    id: CredentialId,
    generation: i64,
    demand: Demand,
}

impl Renewing {
    /// Carries it out, in a task of its own, which nobody's going away ends. `false`: another process was faster
    /// by a moment. `alone` is held until the end.
    async fn carry(self, alone: Arc<OwnedMutexGuard<()>>) -> Result<bool, Failure> {
        // Others had their turn before; the vault may have been locked meanwhile.
        let vault = self.host.app().vault().await?;
        let pass = self.host.app().renewals().begin().ok_or_else(ending)?;
        let task = async move {
            let attempt = decide(&self.host, &vault, self.id, self.generation, self.demand).await?;
            let result = match attempt {
                Some(attempt) => outcome::carry(&self.host, &vault, attempt).await.map(|()| true),
                None => Ok(false),
            };
            drop((vault, alone, pass));
            result
        };
        tokio::spawn(task.boxed()).await.unwrap_or_else(|_| Err(ending()))
    }
}

fn ending() -> Failure {
    Failure::new(ErrorCode::VaultLocked, "Credenza is being closed, and renews no token any more")
        .hint("Start it again.")
}

async fn find(vault: &OpenVault, id: CredentialId) -> Result<Option<GrantRow>, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    oauth_grant::find(&mut connection, &vault.scope, id).await.or_failure()
}

fn too_long() -> Failure {
    Failure::new(
        ErrorCode::StorageBusy,
        "Another process has been renewing this token for too long",
    )
    .hint("Try again in a minute; then its turn is over.")
}
