//! Deletes a flow that is not active, with all its versions.

use super::flow_save::save_failure;
use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_flow;
use crate::record::Record;
use credenza_protocol::flow::ChangeFlow;
use credenza_protocol::{Empty, ErrorCode, Failure, OperationName};
use credenza_store::table::flow::delete;

pub(crate) async fn run(host: &impl Host, request: ChangeFlow) -> Result<Empty, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let flow = get_flow(&vault, &request.flow).await?;
    if flow.status.is_active() {
        let text = format!("{} is active and can't be deleted", flow.name);
        return Err(Failure::new(ErrorCode::FlowActive, text).hint("Pause it first."));
    }
    delete(&mut tx, &vault.scope, &flow).await.map_err(|error| save_failure(&flow, error))?;
    let record = Record::of(host, OperationName::FlowDelete).about(flow.id, &flow.name);
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    Ok(Empty {})
}
