//! Reads a connector file; imports it once its hosts are approved.

use super::connector_list::connector_id;
use crate::Host;
use crate::failure::OrFailure;
use crate::record::Record;
use credenza_connect::catalogue::{Catalogue, ImportError, ImportPreview};
use credenza_protocol::connector::{ImportConnector, ImportView};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::connector::{self, ImportedConnector};
use serde_json::json;

pub(crate) async fn run(host: &impl Host, request: ImportConnector) -> Result<ImportView, Failure> {
    let preview = Catalogue::import(&request.toml).map_err(|error| import_failure(&error))?;
    if request.approve_hosts.is_empty() {
        return Ok(view(preview, false));
    }
    let missing: Vec<&String> =
        preview.hosts.iter().filter(|host| !request.approve_hosts.contains(host)).collect();
    if !missing.is_empty() {
        return Err(Failure::new(
            ErrorCode::ConnectorHostsUnapproved,
            format!("{} of {} hosts are not approved", missing.len(), preview.hosts.len()),
        )
        .hint("Look at every host, and approve all of them or none.")
        .details(json!({"hosts": preview.hosts, "missing": missing})));
    }
    let vault = host.app().vault().await?;
    let id = preview.connector.id.clone();
    let file =
        ImportedConnector { id: id.clone(), source: request.toml, hosts: preview.hosts.clone() };
    let mut tx = vault.store.write().await.or_failure()?;
    connector::put(&mut tx, &vault.scope, &file, host.app().now()).await.or_failure()?;
    let detail = Detail { hosts: preview.hosts.clone(), ..Detail::default() };
    let record =
        Record::of(host, OperationName::ConnectorImport).about(id, &preview.connector.name);
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    host.app().session().reload().await?;
    Ok(view(preview, true))
}

fn view(preview: ImportPreview, imported: bool) -> ImportView {
    ImportView {
        id: connector_id(&preview.connector),
        name: preview.connector.name,
        hosts: preview.hosts,
        imported,
        warnings: preview.warnings,
    }
}

fn import_failure(error: &ImportError) -> Failure {
    let errors = match error {
        ImportError::Invalid(invalid) => invalid
            .problems
            .iter()
            .map(|problem| json!({"field": problem.key, "message": format!("{}. {}", problem.message, problem.advice)}))
            .collect(),
        ImportError::IdTaken { .. } => vec![json!({"field": "id", "message": error.to_string()})],
    };
    Failure::new(
        ErrorCode::ConnectorInvalid,
        "The connector file is not valid; nothing was imported",
    )
    .hint("docs/guides/adding-a-connector.md explains the format.")
    .details(json!({ "errors": errors }))
}
