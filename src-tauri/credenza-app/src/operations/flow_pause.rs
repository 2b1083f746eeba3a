//! Pauses a flow; its credentials are no longer guarded by it.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_flow;
use crate::record::Record;
use crate::view::{flow_summary, step_views};
use credenza_protocol::flow::{ChangeFlow, SavedFlow};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::flow::{get_document, pause};

pub(crate) async fn run(host: &impl Host, request: ChangeFlow) -> Result<SavedFlow, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut flow = get_flow(&vault, &request.flow).await?;
    pause(&mut tx, &vault.scope, &mut flow, host.app().now()).await.or_failure()?;
    let document = get_document(&mut tx, &vault.scope, flow.id, flow.version).await.or_failure()?;
    let steps = step_views(&vault, &mut tx, &document).await?;
    let record = Record::of(host, OperationName::FlowPause).about(flow.id, &flow.name);
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    Ok(SavedFlow { flow: flow_summary(&flow, &document, &steps) })
}
