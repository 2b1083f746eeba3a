//! One flow: document, versions, and how each step stands.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_flow;
use crate::view::{flow_summary, step_views};
use credenza_protocol::Failure;
use credenza_protocol::flow::{FlowDetail, FlowVersionView, ShowFlow};
use credenza_store::table::flow::{get_document, list_versions};

pub(crate) async fn run(host: &impl Host, request: ShowFlow) -> Result<FlowDetail, Failure> {
    let vault = host.app().vault().await?;
    let flow = get_flow(&vault, &request.flow).await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let document =
        get_document(&mut connection, &vault.scope, flow.id, flow.version).await.or_failure()?;
    let steps = step_views(&vault, &mut connection, &document).await?;
    let versions = list_versions(&mut connection, flow.id).await.or_failure()?;
    Ok(FlowDetail {
        flow: flow_summary(&flow, &document, &steps),
        document,
        steps,
        versions: versions
            .into_iter()
            .map(|(version, created_at)| FlowVersionView { version, created_at })
            .collect(),
    })
}
