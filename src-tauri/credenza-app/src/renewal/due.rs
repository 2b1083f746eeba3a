//! Rounds in the background: whatever is due, a few at a time. Moments are compared with the clock at every
//! round, so a clock that jumped, or a computer that slept, is seen at the next one.

use super::{Demand, renew};
use crate::App;
use crate::acting::Acting;
use crate::failure::OrFailure;
use credenza_model::CredentialId;
use credenza_protocol::Failure;
use credenza_store::table::oauth_grant::list_due;
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Renewals at the same time.
const AT_ONCE: usize = 4;

/// Whether a round is under way.
#[derive(Default)]
pub(super) struct Rounds(Arc<AtomicBool>);

/// Begins a round, unless one is under way. Returns at once.
pub(crate) fn renew_due(app: &App) {
    let busy = app.renewals().rounds.0.clone();
    if busy.swap(true, Ordering::SeqCst) {
        return;
    }
    let host = Acting::background(app);
    tokio::spawn(async move {
        if let Err(failure) = round(&host).await {
            tracing::debug!(code = failure.code.as_str(), "a round of renewals could not be made");
        }
        busy.store(false, Ordering::SeqCst);
    });
}

async fn round(host: &Acting) -> Result<(), Failure> {
    use crate::Host;
    // A locked vault has no keys to renew with; the round after the next unlock does it.
    let Ok(vault) = host.app().vault().await else { return Ok(()) };
    let mut connection = vault.store.read().await.or_failure()?;
    let due = list_due(&mut connection, &vault.scope, host.app().now()).await.or_failure()?;
    drop(connection);
    futures::stream::iter(due)
        .for_each_concurrent(AT_ONCE, |id: CredentialId| async move {
            if let Err(failure) = renew(host, id, Demand::Due).await {
                tracing::info!(credential = %id, code = failure.code.as_str(), "a token was not renewed");
            }
        })
        .await;
    Ok(())
}
