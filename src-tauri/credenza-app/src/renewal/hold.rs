//! A grant that nobody renews meanwhile: for whoever ends it, with the tokens that are the last ones then.

use super::decide::{new_lease, stands};
use super::{GLANCE, PATIENCE, too_long};
use crate::App;
use crate::failure::OrFailure;
use crate::session::OpenVault;
use credenza_model::CredentialId;
use credenza_protocol::Failure;
use credenza_store::table::oauth_grant::{self, Doubt, Grant, Renewal};
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep};

/// A grant under this process's mutex and lease.
pub(crate) struct Held {
    /// As it is now, and stays.
    pub(crate) grant: Grant,
    _alone: OwnedMutexGuard<()>,
}

impl Held {
    /// Whose write counts.
    pub(crate) fn renewal<'a>(&self, app: &'a App) -> Renewal<'a> {
        let Grant { credential, generation, .. } = self.grant;
        Renewal { credential, generation, owner: app.process_name() }
    }
}

/// Takes mutex and lease of a credential's grant, after whoever renews it. `None` without a grant, or with one
/// that was revoked.
pub(crate) async fn hold(
    app: &App,
    vault: &OpenVault,
    id: CredentialId,
) -> Result<Option<Held>, Failure> {
    let alone = app.renewals().lock_of(id).lock_owned().await;
    let begun = Instant::now();
    loop {
        let mut tx = vault.store.write().await.or_failure()?;
        let row = oauth_grant::find(&mut tx, &vault.scope, id).await.or_failure()?;
        let Some(row) = row.filter(|row| row.grant.revoked_at.is_none()) else { return Ok(None) };
        let doubt = match &row.lease {
            None => Some(row.doubt),
            Some(lease) if stands(app, lease) => None,
            Some(_) => Some(row.doubt.max(Doubt::AnswerLost)),
        };
        if let Some(doubt) = doubt {
            let lease = new_lease(app);
            let generation = row.grant.generation;
            oauth_grant::take_lease(&mut tx, id, generation, &lease, doubt).await.or_failure()?;
            tx.commit().await.or_failure()?;
            return Ok(Some(Held { grant: row.grant, _alone: alone }));
        }
        drop(tx);
        if begun.elapsed() > PATIENCE {
            return Err(too_long());
        }
        sleep(GLANCE).await;
    }
}
