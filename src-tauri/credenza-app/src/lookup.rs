//! From what a person typed to the thing itself: exactly one, or a refusal that says what fits.

use crate::App;
use crate::failure::OrFailure;
use crate::session::OpenVault;
use credenza_connect::catalogue::Catalogue;
use credenza_connect::manifest::Connector;
use credenza_model::ConnectorId;
use credenza_protocol::{ErrorCode, Failure, Reference};
use credenza_store::table::credential::{self, Credential, CredentialRow, Filter, Found};
use credenza_store::table::flow::{self, Flow, FlowFound};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

/// The vault, if it is open: the built-in catalogue can be read without one.
pub(crate) async fn vault_if_open(app: &App) -> Result<Option<OpenVault>, Failure> {
    match app.vault().await {
        Ok(vault) => Ok(Some(vault)),
        Err(failure)
            if matches!(failure.code, ErrorCode::VaultLocked | ErrorCode::VaultMissing) =>
        {
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// What an open vault knows, or what came with Credenza.
pub(crate) fn catalogue_of(vault: Option<&OpenVault>) -> &Catalogue {
    match vault {
        Some(vault) => &vault.catalogue,
        None => Catalogue::builtin(),
    }
}

/// The connector of that id.
pub(crate) fn get_connector(
    vault: &OpenVault,
    id: &ConnectorId,
) -> Result<Arc<Connector>, Failure> {
    get_connector_in(&vault.catalogue, id)
}

/// The connector of that id in a catalogue.
pub(crate) fn get_connector_in(
    catalogue: &Catalogue,
    id: &ConnectorId,
) -> Result<Arc<Connector>, Failure> {
    catalogue.get_shared(id.as_str()).ok_or_else(|| {
        Failure::new(ErrorCode::ConnectorNotFound, format!("There is no connector '{id}'"))
            .hint("Search the connectors by name, category or what it is for.")
    })
}

/// The row of a credential, readable or not.
pub(crate) async fn get_credential_row(
    vault: &OpenVault,
    reference: &Reference,
) -> Result<CredentialRow, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    match credential::find_by_reference(&mut connection, &vault.scope, &reference.0).await.or_failure()? {
        Found::One(row) => Ok(*row),
        Found::None => Err(Failure::new(
            ErrorCode::CredentialNotFound,
            format!("There is no credential '{reference}'"),
        )
        .hint("It may have been renamed or deleted. Name one by its id, a prefix of at least four characters, or its exact name.")),
        Found::Several(several) => {
            let candidates: Vec<_> = several
                .iter()
                .map(|(id, name, connector)| json!({"id": id, "name": name, "connector": connector}))
                .collect();
            Err(Failure::new(
                ErrorCode::CredentialAmbiguous,
                format!("{} credentials are called '{reference}'", candidates.len()),
            )
            .hint("Name it by its id.")
            .details(json!({ "candidates": candidates })))
        }
    }
}

/// A credential whose row can be trusted.
pub(crate) async fn get_credential(
    vault: &OpenVault,
    reference: &Reference,
) -> Result<Credential, Failure> {
    get_credential_row(vault, reference).await?.readable().or_failure()
}

/// A credential that still has the version that somebody saw.
pub(crate) async fn get_credential_at(
    vault: &OpenVault,
    reference: &Reference,
    version: Option<i64>,
) -> Result<Credential, Failure> {
    let credential = get_credential(vault, reference).await?;
    if version.is_some_and(|seen| seen != credential.version) {
        return Err(Failure::new(
            ErrorCode::CredentialChangedElsewhere,
            format!("{} was changed in another window or process in the meantime", credential.name),
        )
        .hint("Reload it, and make your change again. Nothing was saved.")
        .details(json!({"version": credential.version})));
    }
    Ok(credential)
}

/// The flow that is meant.
pub(crate) async fn get_flow(vault: &OpenVault, reference: &Reference) -> Result<Flow, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    match flow::find_by_reference(&mut connection, &vault.scope, &reference.0).await.or_failure()? {
        FlowFound::One(flow) => Ok(*flow),
        FlowFound::None => {
            Err(Failure::new(ErrorCode::FlowNotFound, format!("There is no flow '{reference}'"))
                .hint("It may have been renamed or deleted. Name one by its id or exact name."))
        }
        FlowFound::Several(several) => {
            let candidates: Vec<_> =
                several.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
            Err(Failure::new(
                ErrorCode::FlowAmbiguous,
                format!("{} flows fit '{reference}'", candidates.len()),
            )
            .hint("Name it by its id.")
            .details(json!({ "candidates": candidates })))
        }
    }
}

/// A name that no live credential of the connector has: "PostgreSQL 4".
pub(crate) async fn free_name(vault: &OpenVault, connector: &Connector) -> Result<String, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let filter =
        Filter { connector: Some(connector.id.clone()), limit: 10_000, ..Filter::default() };
    let listed = credential::list(&mut connection, &vault.scope, &filter).await.or_failure()?;
    let taken: HashSet<String> = listed
        .rows
        .into_iter()
        .map(|row| match row {
            CredentialRow::Readable(credential) => credential.name,
            CredentialRow::Unreadable(row) => row.name,
        })
        .collect();
    let names = (1_u32..).map(|number| match number {
        1 => connector.name.clone(),
        _ => format!("{} {number}", connector.name),
    });
    Ok(names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default())
}
