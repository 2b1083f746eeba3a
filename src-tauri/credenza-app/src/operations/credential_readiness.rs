//! Whether a credential can be used now, by a flow or at all. Asks nobody but the vault.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::{get_credential_row, get_flow};
use crate::session::OpenVault;
use crate::view::{CredentialViews, row_problem};
use credenza_model::{ConnectorId, FlowDocument};
use credenza_protocol::credential::{AskReadiness, CredentialName, ReadinessView};
use credenza_protocol::{Failure, Reference};
use credenza_store::table::credential::CredentialRow;
use credenza_store::table::flow::get_document;

pub(crate) async fn run(host: &impl Host, request: AskReadiness) -> Result<ReadinessView, Failure> {
    let vault = host.app().vault().await?;
    let row = get_credential_row(&vault, &request.credential).await?;
    let view = CredentialViews::read(&vault).await?.row(&row);
    let mut problems = Vec::new();
    let mut note = |connector: &ConnectorId| {
        if let Some((_, text, hint)) = row_problem(connector, &row) {
            problems.push(format!("{text}. {hint}"));
        }
    };
    note(&view.connector);
    if let Some(reference) = &request.flow {
        let (name, document) = flow(&vault, reference).await?;
        let connectors = used_by(&document, &row, &view.name);
        if connectors.is_empty() {
            problems.push(format!("No step of {name} names it. Choose it in one of the steps."));
        }
        for connector in connectors.iter().filter(|one| **one != view.connector) {
            if let Some((_, text, hint)) = row_problem(connector, &row) {
                problems.push(format!("{text}. {hint}"));
            }
        }
    }
    Ok(ReadinessView {
        credential: CredentialName { id: view.id, name: view.name },
        state: view.state,
        ready: problems.is_empty(),
        problems,
    })
}

async fn flow(vault: &OpenVault, reference: &Reference) -> Result<(String, FlowDocument), Failure> {
    let flow = get_flow(vault, reference).await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let version = flow.active_version.unwrap_or(flow.version);
    let document =
        get_document(&mut connection, &vault.scope, flow.id, version).await.or_failure()?;
    Ok((flow.name, document))
}

/// The connectors of the steps that name the credential.
fn used_by(document: &FlowDocument, row: &CredentialRow, name: &str) -> Vec<ConnectorId> {
    let id = row.id().to_string();
    let names = |wanted: &str| {
        wanted == name
            || wanted == id
            || (wanted.len() >= 4 && id.starts_with(&wanted.to_lowercase()))
    };
    let steps = document.steps.iter();
    steps
        .filter(|step| step.credential.as_deref().is_some_and(names))
        .map(|step| step.connector.clone())
        .collect()
}
