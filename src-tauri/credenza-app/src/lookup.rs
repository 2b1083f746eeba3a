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
use credenza_store::table::oauth_app::{self, OAuthApp, OAuthAppFound};
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

/// The OAuth app that a reference names; of one connector.
pub(crate) async fn get_oauth_app_of(
    vault: &OpenVault,
    reference: &Reference,
    connector: &str,
) -> Result<OAuthApp, Failure> {
    one_oauth_app(vault, reference, Some(connector)).await
}

/// The OAuth app that a reference names.
pub(crate) async fn get_oauth_app(
    vault: &OpenVault,
    reference: &Reference,
) -> Result<OAuthApp, Failure> {
    one_oauth_app(vault, reference, None).await
}

async fn one_oauth_app(
    vault: &OpenVault,
    reference: &Reference,
    connector: Option<&str>,
) -> Result<OAuthApp, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let found =
        oauth_app::find_by_reference(&mut connection, &vault.scope, &reference.0, connector);
    match found.await.or_failure()? {
        OAuthAppFound::One(app) => Ok(*app),
        OAuthAppFound::None => {
            let whose = connector.map(|id| format!(" of {id}")).unwrap_or_default();
            let text = format!("There is no OAuth app '{reference}'{whose}");
            Err(Failure::new(ErrorCode::OAuthAppNotFound, text))
        }
        OAuthAppFound::Several(apps) => {
            let text = format!("{} OAuth apps fit '{reference}'", apps.len());
            Err(ambiguous_app(text, &apps))
        }
    }
}

/// The only OAuth app of a connector's scheme.
pub(crate) async fn choose_oauth_app(
    vault: &OpenVault,
    connector: &Connector,
    auth: &str,
) -> Result<OAuthApp, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let all = oauth_app::list(&mut connection, &vault.scope, Some(&connector.id)).await;
    let mut apps: Vec<OAuthApp> =
        all.or_failure()?.into_iter().filter(|app| app.auth == auth).collect();
    match apps.len() {
        1 => Ok(apps.swap_remove(0)),
        0 => Err(Failure::new(
            ErrorCode::OAuthAppMissing,
            format!("{} needs an OAuth app before anybody can sign in", connector.name),
        )
        .hint("Register one at the provider, and add it here.")
        .details(json!({"connector": connector.id, "auth": auth}))),
        count => {
            let text = format!("{} has {count} OAuth apps; say which", connector.name);
            Err(ambiguous_app(text, &apps))
        }
    }
}

fn ambiguous_app(text: String, apps: &[OAuthApp]) -> Failure {
    let candidates: Vec<_> =
        apps.iter().map(|app| json!({"id": app.id, "name": app.name})).collect();
    Failure::new(ErrorCode::OAuthAppAmbiguous, text)
        .hint("Name it by its id or name.")
        .details(json!({ "candidates": candidates }))
}
