//! Drops every key from memory, here and in every other process that has this vault open.

use super::vault_status::status;
use crate::Host;
use crate::failure::OrFailure;
use crate::record::Record;
use credenza_protocol::vault::VaultStatusView;
use credenza_protocol::{Empty, Failure, OperationName};
use credenza_store::table::vault::request_lock;

pub(crate) async fn run(host: &impl Host, _: Empty) -> Result<VaultStatusView, Failure> {
    let app = host.app();
    if let Ok(vault) = app.vault().await {
        let recorded = async {
            let mut tx = vault.store.write().await.or_failure()?;
            request_lock(&mut tx).await.or_failure()?;
            let record = Record::of(host, OperationName::VaultLock).about(vault.scope.vault, "");
            record.done(&mut tx, &vault).await?;
            tx.commit().await.or_failure()
        };
        let result = recorded.await;
        // Locking never fails: a full disk must not keep the keys in memory.
        app.lock().await;
        result?;
    }
    status(app).await
}
