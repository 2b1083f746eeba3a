//! Saves a flow document as a new version. What is wrong with it is told all at once; credentials
//! that are missing or not ready may be saved, and keep it from being activated.

use crate::Host;
use crate::failure::{OrFailure, randomness_failure, store_failure};
use crate::record::Record;
use crate::session::OpenVault;
use crate::view::{flow_summary, step_views};
use credenza_flow::validate;
use credenza_model::{FlowDocument, FlowId, FlowStatus, Timestamp};
use credenza_protocol::flow::{SaveFlow, SavedFlow};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::{self, Found};
use credenza_store::table::flow::{
    Flow, FlowFound, SaveFlowRefused, StepReference, find, find_by_reference, insert_version,
};
use credenza_store::{Connection, WriteTx};
use credenza_vault::{OsRandomness, Randomness};
use serde_json::json;

pub(crate) async fn run(host: &impl Host, request: SaveFlow) -> Result<SavedFlow, Failure> {
    let vault = host.app().vault().await?;
    let mut document = request.document;
    refuse_unsound(&vault, &document)?;
    let now = host.app().now();
    let mut tx = vault.store.write().await.or_failure()?;
    resolve(&vault, &mut tx, &mut document).await?;
    let mut flow = match existing(&vault, &mut tx, request.flow, &document).await? {
        Some(flow) => flow,
        None => new_flow(&document, now)?,
    };
    if request.version.is_some_and(|seen| seen != flow.version) {
        return Err(changed_elsewhere(&flow));
    }
    let references = references(&vault, &mut tx, &document).await?;
    insert_version(&mut tx, &vault.scope, &mut flow, &document, &references, now)
        .await
        .map_err(|error| save_failure(&flow, error))?;
    let detail = Detail { version: Some(flow.version), ..Detail::default() };
    let record = Record::of(host, OperationName::FlowSave).about(flow.id, &flow.name);
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    let mut connection = vault.store.read().await.or_failure()?;
    let steps = step_views(&vault, &mut connection, &document).await?;
    Ok(SavedFlow { flow: flow_summary(&flow, &document, &steps) })
}

fn refuse_unsound(vault: &OpenVault, document: &FlowDocument) -> Result<(), Failure> {
    let issues = validate(document, |id| vault.catalogue.get(id.as_str()).map(|known| known.kind));
    if issues.is_empty() {
        return Ok(());
    }
    let errors: Vec<_> = issues
        .iter()
        .map(|issue| json!({"field": issue.pointer, "message": issue.message}))
        .collect();
    let count = errors.len();
    let noun = if count == 1 { "place needs" } else { "places need" };
    Err(Failure::new(ErrorCode::FlowInvalid, format!("{count} {noun} attention in the document"))
        .hint("Nothing was saved.")
        .details(json!({ "errors": errors })))
}

/// Credentials named by name become ids, so that a rename breaks nothing.
async fn resolve(
    vault: &OpenVault,
    connection: &mut Connection,
    document: &mut FlowDocument,
) -> Result<(), Failure> {
    for (index, step) in document.steps.iter_mut().enumerate() {
        let Some(reference) = step.credential.clone() else { continue };
        match credential::find_by_reference(connection, &vault.scope, &reference)
            .await
            .or_failure()?
        {
            Found::One(row) => step.credential = Some(row.id().to_string()),
            Found::None => {}
            Found::Several(_) => {
                let message = format!("several credentials are called '{reference}'");
                let errors =
                    json!([{"field": format!("/steps/{index}/credential"), "message": message}]);
                return Err(Failure::new(
                    ErrorCode::FlowInvalid,
                    format!("Step '{}': {message}", step.id),
                )
                .hint("Name it by its id.")
                .details(json!({ "errors": errors })));
            }
        }
    }
    Ok(())
}

/// What a document's steps refer to, as far as it exists.
pub(super) async fn references(
    vault: &OpenVault,
    connection: &mut Connection,
    document: &FlowDocument,
) -> Result<Vec<StepReference>, Failure> {
    let mut references = Vec::new();
    for step in &document.steps {
        let Some(id) = step.credential.as_deref().and_then(|text| text.parse().ok()) else {
            continue;
        };
        if credential::find(connection, &vault.scope, id).await.or_failure()?.is_some() {
            references.push(StepReference { step: step.id.clone(), credential: id });
        }
    }
    Ok(references)
}

async fn existing(
    vault: &OpenVault,
    tx: &mut WriteTx,
    id: Option<FlowId>,
    document: &FlowDocument,
) -> Result<Option<Flow>, Failure> {
    if let Some(id) = id {
        let found = find(tx, &vault.scope, id).await.or_failure()?;
        let missing = || Failure::new(ErrorCode::FlowNotFound, format!("There is no flow '{id}'"));
        return found.map(Some).ok_or_else(missing);
    }
    let name = document.name.as_str();
    match find_by_reference(tx, &vault.scope, name).await.or_failure()? {
        FlowFound::One(flow) if flow.name == name => Ok(Some(*flow)),
        _ => Ok(None),
    }
}

fn new_flow(document: &FlowDocument, now: Timestamp) -> Result<Flow, Failure> {
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    Ok(Flow {
        id: FlowId::from_random(id),
        name: document.name.to_string(),
        status: FlowStatus::Draft,
        version: 0,
        active_version: None,
        created_at: now,
        updated_at: now,
    })
}

pub(super) fn save_failure(flow: &Flow, error: SaveFlowRefused) -> Failure {
    match error {
        SaveFlowRefused::ChangedElsewhere => changed_elsewhere(flow),
        SaveFlowRefused::NameTaken => {
            let errors = json!([{"field": "/name", "message": "another flow has that name"}]);
            Failure::new(ErrorCode::FlowInvalid, "Another flow has that name")
                .hint("Choose another name.")
                .details(json!({ "errors": errors }))
        }
        SaveFlowRefused::Store(error) => store_failure(&error),
    }
}

fn changed_elsewhere(flow: &Flow) -> Failure {
    Failure::new(
        ErrorCode::FlowChangedElsewhere,
        format!("{} was changed in another window or process in the meantime", flow.name),
    )
    .hint("Reload it, and make your change again. Nothing was saved.")
    .details(json!({"version": flow.version}))
}
