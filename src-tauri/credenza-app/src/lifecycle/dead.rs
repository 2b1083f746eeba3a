//! Claims of processes that were killed.

use crate::failure::OrFailure;
use crate::session::OpenVault;
use crate::{App, process};
use credenza_protocol::Failure;
use credenza_store::table::{list_owners, release_owner};

/// Takes back the claims of processes that were killed, instead of waiting for their leases to end.
pub(crate) async fn bury_the_dead(app: &App, vault: &OpenVault) -> Result<(), Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let owners = list_owners(&mut connection, &vault.scope).await.or_failure()?;
    drop(connection);
    for gone in owners.iter().filter(|name| *name != app.process_name() && process::is_gone(name)) {
        let mut tx = vault.store.write().await.or_failure()?;
        release_owner(&mut tx, &vault.scope, gone).await.or_failure()?;
        tx.commit().await.or_failure()?;
    }
    Ok(())
}
