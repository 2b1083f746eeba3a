//! Removes an imported connector that no credential uses.

use super::connector_list::is_built_in;
use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_connector;
use crate::record::Record;
use credenza_protocol::connector::ShowConnector;
use credenza_protocol::{Empty, ErrorCode, Failure, OperationName};
use credenza_store::table::connector;
use credenza_store::table::credential::count_live;

pub(crate) async fn run(host: &impl Host, request: ShowConnector) -> Result<Empty, Failure> {
    let vault = host.app().vault().await?;
    let known = get_connector(&vault, &request.id)?;
    if is_built_in(&known) {
        return Err(Failure::new(
            ErrorCode::ConnectorInUse,
            format!("{} came with Credenza and cannot be removed", known.name),
        ));
    }
    let mut tx = vault.store.write().await.or_failure()?;
    let used = count_live(&mut tx, &vault.scope, &known.id).await.or_failure()?;
    if used > 0 {
        return Err(Failure::new(
            ErrorCode::ConnectorInUse,
            format!("{} still has {used} credentials", known.name),
        )
        .hint("Delete them first."));
    }
    connector::delete(&mut tx, &vault.scope, &known.id).await.or_failure()?;
    let record = Record::of(host, OperationName::ConnectorRemove).about(&known.id, &known.name);
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    host.app().session().reload().await?;
    Ok(Empty {})
}
