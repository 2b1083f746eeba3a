//! Activates a flow's newest version, if its credentials are ready. From the same transaction on they
//! cannot be deleted.

use super::flow_save::references;
use crate::Host;
use crate::failure::{OrFailure, store_failure};
use crate::lookup::get_flow;
use crate::record::Record;
use crate::view::{flow_summary, step_views};
use credenza_protocol::flow::{ChangeFlow, SavedFlow, StepProblem};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::flow::{ActivateRefused, Flow, activate, get_document};
use serde_json::json;

pub(crate) async fn run(host: &impl Host, request: ChangeFlow) -> Result<SavedFlow, Failure> {
    let vault = host.app().vault().await?;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut flow = get_flow(&vault, &request.flow).await?;
    let document = get_document(&mut tx, &vault.scope, flow.id, flow.version).await.or_failure()?;
    let steps = step_views(&vault, &mut tx, &document).await?;
    let problems: Vec<StepProblem> = steps.iter().filter_map(|step| step.problem.clone()).collect();
    let record = Record::of(host, OperationName::FlowActivate).about(flow.id, &flow.name);
    if !problems.is_empty() {
        drop(tx);
        let failure = not_ready(&flow, &problems);
        record.not_done(host.app(), Outcome::Refused, &failure).await?;
        return Err(failure);
    }
    let references = references(&vault, &mut tx, &document).await?;
    activate(&mut tx, &vault.scope, &mut flow, &references, host.app().now()).await.map_err(
        |error| match error {
            ActivateRefused::CredentialGone => not_ready(&flow, &[]),
            ActivateRefused::Store(error) => store_failure(&error),
        },
    )?;
    let detail = Detail { version: Some(flow.version), ..Detail::default() };
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    Ok(SavedFlow { flow: flow_summary(&flow, &document, &steps) })
}

fn not_ready(flow: &Flow, problems: &[StepProblem]) -> Failure {
    let count = problems.len();
    let noun = if count == 1 { "step is" } else { "steps are" };
    Failure::new(
        ErrorCode::FlowNotReady,
        format!("{} can't be activated: {count} {noun} not ready", flow.name),
    )
    .hint("Mend each of these steps, and activate it again.")
    .details(json!({ "problems": problems }))
}
